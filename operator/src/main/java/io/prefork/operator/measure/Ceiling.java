package io.prefork.operator.measure;

import io.prefork.protocol.Report;
import java.util.Optional;

/** Whether a server can have as many workers as its policy allows. */
final class Ceiling {

  /** Reason of the trouble: the server was started for fewer. */
  static final String FIXED = "CeilingFixed";

  private Ceiling() {}

  /** What is too low and how to mend it, or empty where it suffices or is not known. */
  static Optional<String> objection(Goal goal, ObservedPod pod, Report report) {
    boolean enforced = report.directive() != null && "Enforce".equals(report.directive().mode());
    Integer ceiling = report.pool() == null ? null : report.pool().ceiling();
    return goal.mostWorkers()
        .filter(most -> enforced && ceiling != null && ceiling < most)
        .map(most ->
            "the server was started for at most %d workers and workers.max is %d: %s"
                .formatted(
                    ceiling,
                    most,
                    pod.ceilingRemedy().orElse("start it for as many as workers.max")));
  }
}
