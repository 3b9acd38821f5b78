package io.prefork.sidecar.decide;

import java.util.Arrays;

/**
 * The threshold at which workers are recycled: the declared one, or a higher one where memory is of
 * no use for more workers.
 *
 * <p>Workers that are recycled one at a time are of all ages. If each of {@code n} grows evenly
 * from {@code s} bytes when fresh to {@code T} and starts again, they take {@code n * (s + T) / 2}
 * together; so the bytes {@code B} that the workers may have allow
 *
 * <pre>T = 2 * B / n - s, at most B - (n - 1) * s</pre>
 *
 * where {@code B} is the container's limit less twice the headroom and less what the workers share.
 * Workers that are of one age, as after a start, would exceed {@code B} before the first reaches
 * {@code T}: {@link Recycling} then recycles the largest from the declared threshold on, which
 * spreads their ages. And where a worker that is due could not be recycled at all ({@link Reach}),
 * the threshold stays where it was declared.
 */
final class LifeSpan {
  /** For how long the other use of memory must be the better one before the threshold follows. */
  private static final long PERSISTS_MILLIS = 120_000;

  /** What is raised stays clear of what kills. */
  private static final double MOST_OF_KILL = 0.9;

  private final Reach reach;
  private Boolean longer;
  private long outOfReachAtMillis = Long.MIN_VALUE / 2;
  private long turnedAtMillis;

  /**
   * @param reach that is told of every observation first
   */
  LifeSpan(Reach reach) {
    this.reach = reach;
  }

  /** Bytes of the policy's metric; null when none is declared. */
  Long recycleAboveBytes(Situation situation) {
    Thresholds rss = situation.limits().rss();
    observe(situation);
    if (rss.recycleAboveBytes() == null) {
      return null;
    }
    long declared = rss.recycleAboveBytes();
    if (longer == null || !longer || !isReached(situation)) {
      return declared;
    }
    Long allowed = allowedBytes(situation, rss.metric());
    if (allowed == null) {
      return declared;
    }
    if (rss.killAboveBytes() != null) {
      allowed = Math.min(allowed, (long) (rss.killAboveBytes() * MOST_OF_KILL));
    }
    return Math.max(declared, allowed);
  }

  /** Whether workers that come to the threshold can then be recycled, and have been for a while. */
  private boolean isReached(Situation situation) {
    Boolean reached = reach.everReachesAll(situation.observation());
    if (Boolean.FALSE.equals(reached)) {
      outOfReachAtMillis = situation.now();
    }
    return Boolean.TRUE.equals(reached) && situation.now() - outOfReachAtMillis >= PERSISTS_MILLIS;
  }

  private void observe(Situation situation) {
    Boolean wanted = wanted(situation);
    if (longer == null || wanted == null || wanted.equals(longer)) {
      longer = longer == null ? wanted : longer;
      turnedAtMillis = situation.now();
    } else if (situation.now() - turnedAtMillis >= PERSISTS_MILLIS) {
      longer = wanted;
    }
  }

  /** Null when this situation says nothing about it. */
  private static Boolean wanted(Situation situation) {
    Limits limits = situation.limits();
    return switch (limits.reclaim()) {
      case WORKERS -> Boolean.FALSE;
      case RESPAWNS -> Boolean.TRUE;
      case AUTO -> wantedByItself(limits.resize(), situation.bound());
    };
  }

  private static Boolean wantedByItself(boolean resize, Bound bound) {
    if (!resize || bound == Bound.PROCESSOR || bound == Bound.CEILING) {
      return Boolean.TRUE;
    }
    return bound == Bound.MEMORY ? Boolean.FALSE : null;
  }

  private static Long allowedBytes(Situation situation, Metric metric) {
    Lives lives = situation.lives();
    Budget budget = situation.budget();
    int workers = situation.workers();
    Long beyondPrivate = beyondPrivateBytes(situation, metric);
    if (budget == null
        || !budget.own()
        || beyondPrivate == null
        || 2 * lives.readWorkers() < workers) {
      return null;
    }
    long shared = Math.max(0, budget.usedBytes() - lives.sumOfLiveBytes());
    long forWorkers = budget.recyclingBytes() - shared;
    long fresh = lives.leastOfLiveBytes();
    long spread = 2 * forWorkers / workers - fresh;
    long alone = forWorkers - (workers - 1) * fresh;
    return Math.min(spread, alone) + beyondPrivate;
  }

  /** By how much the metric exceeds private memory, as a rule; null when that is not known. */
  private static Long beyondPrivateBytes(Situation situation, Metric metric) {
    long[] differences = new long[situation.workers()];
    int known = 0;
    for (WorkerState worker : situation.observation().workers()) {
      Long bytes = metric.of(worker);
      if (bytes != null && worker.ussBytes() != null) {
        differences[known++] = bytes - worker.ussBytes();
      }
    }
    Arrays.sort(differences, 0, known);
    return known == 0 ? null : (Long) differences[(known - 1) / 2];
  }
}
