package io.prefork.sidecar.decide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What workers cost: those that are alive, and those that have ended, as far back as is kept. */
final class Lives {
  private static final int KEPT = 32;

  /** Of lives that a sum of memory has to hold; nearest rank. */
  private static final double HIGH = 0.9;

  private static final double MIDDLE = 0.5;
  private static final int LEAST_SETTLED = 3;

  private final long[] ended = new long[KEPT];
  private int endings;
  private List<Life> live = new ArrayList<>();

  /** Sorted, of this tick. */
  private long[] liveCosts = {};

  private long[] settledCosts = {};

  /** Whether all workers of the observation before are gone, and there were some. */
  boolean observe(Observation observation) {
    boolean privateKnown = isPrivateKnown(observation.workers());
    int before = live.size();
    List<Life> now = new ArrayList<>(observation.workers().size());
    for (WorkerState worker : observation.workers()) {
      Life life = take(worker.id());
      if (life == null) {
        life = new Life(worker.id(), observation.atMillis());
      }
      Long cost = privateKnown ? worker.ussBytes() : worker.rssBytes();
      life.observe(worker, cost, observation.atMillis());
      now.add(life);
    }
    boolean lostAll = before > 0 && live.size() == before;
    for (Life gone : live) {
      end(gone);
    }
    live = now;
    liveCosts = liveCosts();
    settledCosts = settledCosts();
    return lostAll;
  }

  /** Where no worker's private memory can be read, resident memory is the bound that there is. */
  private static boolean isPrivateKnown(List<WorkerState> workers) {
    for (WorkerState worker : workers) {
      if (worker.ussBytes() != null) {
        return true;
      }
    }
    return false;
  }

  private Life take(WorkerId id) {
    for (int i = 0; i < live.size(); i++) {
      if (live.get(i).isOf(id)) {
        return live.remove(i);
      }
    }
    return null;
  }

  private void end(Life life) {
    if (life.isSettled() && life.costBytes() != null) {
      ended[endings++ % KEPT] = life.costBytes();
    }
  }

  private long[] liveCosts() {
    long[] costs = new long[live.size()];
    int known = 0;
    for (Life life : live) {
      if (life.costBytes() != null) {
        costs[known++] = life.costBytes();
      }
    }
    return sorted(costs, known);
  }

  private long[] settledCosts() {
    int known = Math.min(endings, KEPT);
    long[] costs = Arrays.copyOf(ended, known + live.size());
    for (Life life : live) {
      if (life.isSettled() && life.costBytes() != null) {
        costs[known++] = life.costBytes();
      }
    }
    return sorted(costs, known);
  }

  private static long[] sorted(long[] values, int count) {
    Arrays.sort(values, 0, count);
    return Arrays.copyOf(values, count);
  }

  /** How many figures {@link #highBytes} and {@link #typicalBytes} rest on. */
  int settled() {
    return settledCosts.length;
  }

  /**
   * A high percentile of what a worker costs at its end, bytes, and not less than that of the live
   * ones, whose end is to come; null while too few are settled to say so.
   */
  Long highBytes() {
    if (settled() < Math.max(1, Math.min(LEAST_SETTLED, live.size()))) {
      return null;
    }
    long atEnd = percentile(settledCosts, HIGH);
    return liveCosts.length == 0 ? atEnd : Math.max(atEnd, percentile(liveCosts, HIGH));
  }

  /**
   * What a worker costs at its end on average, bytes, and not less than the live ones do now; null
   * while nothing is settled.
   */
  Long meanBytes() {
    return settled() == 0 ? null : (Long) Math.max(mean(settledCosts), mean(liveCosts));
  }

  /** 0 of nothing. */
  private static long mean(long[] values) {
    double sum = 0;
    for (long value : values) {
      sum += value;
    }
    return values.length == 0 ? 0 : (long) Math.ceil(sum / values.length);
  }

  /** What a worker costs at its end as a rule, bytes; null while nothing is settled. */
  Long typicalBytes() {
    return percentile(settledCosts, MIDDLE);
  }

  /** What a live worker costs now as a rule, bytes; null when none has been read. */
  Long middleOfLiveBytes() {
    return percentile(liveCosts, MIDDLE);
  }

  /** The least that a live worker costs now, bytes; null when none has been read. */
  Long leastOfLiveBytes() {
    return percentile(liveCosts, 0);
  }

  /** The most that a live worker costs now, bytes; null when none has been read. */
  Long mostOfLiveBytes() {
    return percentile(liveCosts, 1);
  }

  /** Sum over the live workers that have been read, bytes. */
  long sumOfLiveBytes() {
    long sum = 0;
    for (long cost : liveCosts) {
      sum += cost;
    }
    return sum;
  }

  /** Live workers whose private memory has been read. */
  int readWorkers() {
    return liveCosts.length;
  }

  /** Live workers that have been seen only since then. */
  int seenSince(long atMillis) {
    int count = 0;
    for (Life life : live) {
      count += life.seenAtMillis() > atMillis ? 1 : 0;
    }
    return count;
  }

  /**
   * What the live workers that are not settled will take until each costs that much, bytes.
   *
   * @param unreadBytes what a worker costs that has not been read yet
   */
  long yetToComeBytes(long eachBytes, long unreadBytes) {
    long sum = 0;
    for (Life life : live) {
      if (!life.isSettled()) {
        long now = life.costBytes() == null ? unreadBytes : life.costBytes();
        sum += Math.max(0, eachBytes - now);
      }
    }
    return sum;
  }

  /** Nearest rank of sorted values; null of nothing. */
  static Long percentile(long[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted.length == 0 ? null : (Long) sorted[Math.max(0, rank - 1)];
  }
}
