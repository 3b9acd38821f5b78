package io.prefork.operator.measure;

import io.prefork.policy.MemoryPolicySpec.Gc;
import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Pool;
import io.prefork.protocol.Report.Worker;

/** What the figures of one pod may be counted as. */
public enum Standing {
  /** Untreated and warm: counts towards the baseline. */
  Observed,
  /** The policy is in force in every worker, and all are warm: counts as current. */
  Treated,
  /** Anything else: counts towards nothing. */
  Unsettled;

  /** The mode of a worker whose collector nobody touched. */
  private static final String UNTREATED = Gc.Mode.Default.name();

  /**
   * @param goal what the policy wants
   */
  static Standing of(Report report, Goal goal) {
    if (!obeys(report, goal) || !isComplete(report) || !Warmth.isWarm(report)) {
      return Unsettled;
    }
    if (isEnforcing(report, goal)) {
      return Treated;
    }
    boolean untreated = report.workers().stream().allMatch(Standing::isUntreated);
    return "Observe".equals(report.directive().mode()) && untreated ? Observed : Unsettled;
  }

  /** Whether the policy is in force in every worker, warm or not. */
  static boolean isEnforcing(Report report, Goal goal) {
    return obeys(report, goal)
        && "Enforce".equals(report.directive().mode())
        && !report.workers().isEmpty()
        && report.workers().stream().allMatch(worker -> isTreated(worker, goal));
  }

  /** Who cannot have what the goal says, and has another treatment instead, has all there is. */
  private static boolean isTreated(Worker worker, Goal goal) {
    String wanted = goal.gc().name();
    return worker.runtime() != null
        && (wanted.equals(worker.runtime().gc())
            || (worker.runtime().standsInFor(wanted) && !isUntreated(worker)));
  }

  private static boolean obeys(Report report, Goal goal) {
    return report.directive() != null && goal.policy().equals(report.directive().policy());
  }

  private static boolean isComplete(Report report) {
    Pool pool = report.pool();
    return pool != null
        && pool.workers() == report.workers().size()
        && pool.poolPssBytes() != null
        && pool.privatePerWorkerBytes() != null;
  }

  static boolean isUntreated(Worker worker) {
    return worker.runtime() == null || UNTREATED.equals(worker.runtime().gc());
  }
}
