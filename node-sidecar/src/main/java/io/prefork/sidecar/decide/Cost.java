package io.prefork.sidecar.decide;

import java.util.List;

/**
 * What one more worker takes in the end.
 *
 * @param bytes private and kernel memory, more than 0
 * @param learned whether workers have been seen that are settled; before that it is a bound
 */
record Cost(long bytes, boolean learned) {
  /**
   * Page tables, kernel stack and the rest of a process, which the container is charged for and
   * smaps does not show.
   */
  static final long KERNEL_BYTES = 1 << 20;

  /** In which a decision takes effect, and the memory of all workers may grow meanwhile. */
  private static final double REACTION_SECONDS = 10;

  /**
   * Before a worker is settled, all that is shared may yet become its own, as it does in a stock
   * server: what the container has in use besides. Where only the machine is the limit, the group
   * may be that of many programs, and it is no more than what a worker has mapped.
   *
   * @return null when nothing is known
   */
  static Cost of(Lives lives, Budget budget, List<WorkerState> workers) {
    Long high = lives.highBytes();
    if (high != null) {
      return new Cost(high + KERNEL_BYTES, true);
    }
    Long most = lives.mostOfLiveBytes();
    if (most == null || budget == null) {
      return null;
    }
    long besides = budget.usedBytes() - lives.sumOfLiveBytes();
    long shared = budget.own() ? besides : Math.min(besides, mostMappedBytes(workers));
    return new Cost(Math.max(most, shared) + KERNEL_BYTES, false);
  }

  private static long mostMappedBytes(List<WorkerState> workers) {
    long most = 0;
    for (WorkerState worker : workers) {
      most = Math.max(most, worker.rssBytes() == null ? Long.MAX_VALUE : worker.rssBytes());
    }
    return most;
  }

  /**
   * What young workers take until they cost that much, or all of them grow in reaction time.
   *
   * @param inTheEndBytes in use when every worker costs that much, as far as it is known: figures
   *     of a pool that has just grown are of its workers' first seconds, and what has come since
   *     must not be expected again
   */
  long yetToComeBytes(Lives lives, Window window, Long inTheEndBytes, long usedBytes) {
    long young = lives.yetToComeBytes(bytes - KERNEL_BYTES, 0);
    if (learned && inTheEndBytes != null) {
      young = Math.min(young, Math.max(0, inTheEndBytes - usedBytes));
    }
    long growing = (long) (window.growthBytesPerSecond() * REACTION_SECONDS);
    return Math.max(young, growing);
  }

  String words() {
    return (learned ? "" : "at most ") + Words.mib(bytes);
  }
}
