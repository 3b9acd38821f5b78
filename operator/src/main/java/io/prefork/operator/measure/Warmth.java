package io.prefork.operator.measure;

import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Runtime;
import io.prefork.protocol.Report.Worker;
import java.time.Duration;

/**
 * Whether a worker has lived long enough for its memory to say something. A fresh worker shares
 * nearly everything with its master whatever the policy; claiming that as a gain would be false.
 *
 * <p>An untreated worker decays at its first collection of generation 2, so only that is the sign.
 * In a treated worker that collection moves nothing, and need not come: never with threshold 0, and
 * for frozen objects generation 2 waits for new survivors of a quarter of what CPython takes to be
 * long-lived ({@code gc_collect_generations} in its gcmodule.c). There, work done is a sign as
 * well.
 */
final class Warmth {

  static final long MIN_REQUESTS = 200;

  /** Of generation 1: after so many, generation 2 would have been due by count. */
  static final long MIN_MIDDLE_COLLECTIONS = 10;

  /** However idle it is, a worker of this age has become what it will be. */
  static final Duration MIN_AGE = Duration.ofMinutes(10);

  private Warmth() {}

  /** Whether there is a pool and every worker of it is warm. */
  static boolean isWarm(Report report) {
    return !report.workers().isEmpty() && report.workers().stream().allMatch(Warmth::isWarm);
  }

  static boolean isWarm(Worker worker) {
    return hasWorked(worker) || isOld(worker);
  }

  private static boolean hasWorked(Worker worker) {
    Runtime runtime = worker.runtime();
    if (runtime == null) {
      return hasServed(worker);
    }
    if (runtime.collections().get(2) > 0) {
      return true;
    }
    return switch (runtime.gc()) {
      case "Freeze", "Immortal" ->
          hasServed(worker)
              || worker.requests() == null
                  && runtime.collections().get(1) >= MIN_MIDDLE_COLLECTIONS;
      case "ThresholdZero" -> hasServed(worker);
      case null, default -> false;
    };
  }

  private static boolean hasServed(Worker worker) {
    return worker.requests() != null && worker.requests() >= MIN_REQUESTS;
  }

  private static boolean isOld(Worker worker) {
    Long age = worker.process().ageSeconds();
    return age != null && age >= MIN_AGE.toSeconds();
  }
}
