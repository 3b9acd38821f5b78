package io.prefork.sidecar.decide;

import java.util.List;

/**
 * What one more worker takes in the end.
 *
 * <p>Several do not take several times the high percentile of one. Where one worker exceeds the
 * mean by {@code d} with some small probability, {@code n} that do not depend on each other exceed
 * {@code n} times the mean by {@code d * sqrt(n)} with about the same, since the variance of a sum
 * is the sum of the variances; and by {@code d * sqrt(n + n * n / m)} where the mean itself is that
 * of {@code m} lives (the prediction interval of a normal distribution). Of few lives one more
 * counts a little more than the high percentile by that.
 *
 * @param bytes private and kernel memory, a high percentile, more than 0
 * @param meanBytes the same on average, more than 0, at most {@code bytes}
 * @param lives that the mean is held to be of, at least 1
 * @param learned whether workers have been seen that are settled; before that it is a bound
 */
record Cost(long bytes, long meanBytes, int lives, boolean learned) {
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
      long mean = lives.meanBytes();
      long bytes = Math.max(high, mean) + KERNEL_BYTES;
      return new Cost(bytes, mean + KERNEL_BYTES, lives.settled(), true);
    }
    Long most = lives.mostOfLiveBytes();
    if (most == null || budget == null) {
      return null;
    }
    long besides = budget.usedBytes() - lives.sumOfLiveBytes();
    long shared = budget.own() ? besides : Math.min(besides, mostMappedBytes(workers));
    long bound = Math.max(most, shared) + KERNEL_BYTES;
    return new Cost(bound, bound, 1, false);
  }

  private static long mostMappedBytes(List<WorkerState> workers) {
    long most = 0;
    for (WorkerState worker : workers) {
      most = Math.max(most, worker.rssBytes() == null ? Long.MAX_VALUE : worker.rssBytes());
    }
    return most;
  }

  /** What so many take together, a high percentile of the sum, bytes. */
  long sumBytes(int workers) {
    double n = workers;
    double spread = Math.sqrt(n + n * n / lives) * (bytes - meanBytes);
    return workers * meanBytes + (long) Math.ceil(spread);
  }

  /** The same of their private memory alone. */
  long privateSumBytes(int workers) {
    return sumBytes(workers) - workers * KERNEL_BYTES;
  }

  /** How many so many bytes, at least 0, have room for. */
  int within(long room) {
    int fit = 0;
    int most = (int) Math.min(Integer.MAX_VALUE, room / meanBytes);
    while (fit < most) {
      int middle = most - (most - fit) / 2;
      if (sumBytes(middle) <= room) {
        fit = middle;
      } else {
        most = middle - 1;
      }
    }
    return fit;
  }

  /**
   * What young workers take until they cost that much, or all of them grow in reaction time.
   *
   * @param inTheEndBytes in use when all are grown up, or null: figures of a pool that has just
   *     grown are of its workers' first seconds, and what has come since must not be expected again
   */
  long yetToComeBytes(Lives lives, Window window, Long inTheEndBytes, long usedBytes) {
    long young = lives.yetToComeBytes(bytes - KERNEL_BYTES, 0);
    if (inTheEndBytes != null) {
      young = Math.min(young, Math.max(0, inTheEndBytes - usedBytes));
    }
    long growing = (long) (window.growthBytesPerSecond() * REACTION_SECONDS);
    return Math.max(young, growing);
  }

  String words() {
    return (learned ? "" : "at most ") + Words.mib(bytes);
  }
}
