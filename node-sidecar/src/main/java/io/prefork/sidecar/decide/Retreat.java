package io.prefork.sidecar.decide;

/**
 * Fewer workers, at once, when memory is about to run out; and what is learned from it: for a while
 * the pool does not grow beyond the number that it retreated to, twice as long with each retreat.
 */
final class Retreat {
  /** How far ahead used memory is held to the limit when it grows: two ticks. */
  private static final double AHEAD_SECONDS = 4;

  /** Growth up to that many times what young workers will still take is their doing. */
  private static final double YOUNG_AND_MORE = 2;

  /** In which a worker takes most of its memory under load; younger ones explain a rise. */
  private static final long FRESH_MILLIS = 45_000;

  /** No faster than so does a fresh worker take all that it takes. */
  private static final double FRESH_SECONDS = 10;

  /** Fewer samples than this say nothing about growth. */
  private static final long LEAST_WINDOW_MILLIS = 10_000;

  /** Figures that a forecast rests on. */
  private static final int LEAST_SETTLED = 3;

  /**
   * Of what a worker costs in the end, what one takes that has not been read yet; growth counts it
   * as nothing, which errs on the other side.
   */
  private static final long FRESH_PARTS = 4;

  /** Stalls for memory, percent of ten seconds, that no healthy container has. */
  private static final double PRESSURE_PERCENT = 20;

  /** Below this part of the limit, pressure is not about the number of workers. */
  private static final double PRESSURE_FROM_SHARE = 0.9;

  private static final long PRESSURE_EVERY_MILLIS = 10_000;
  private static final long SAME_EPISODE_MILLIS = 60_000;
  private static final long CAP_MILLIS = 300_000;
  private static final long FORGOTTEN_MILLIS = 3_600_000;
  private static final int MOST_DOUBLINGS = 3;
  private static final long UNKNOWN_COST_BYTES = 16L << 20;

  /** Far more than any, and far from overflow. */
  private static final long UNKNOWN_SHARED_BYTES = Long.MAX_VALUE / 4;

  private static final double CAP_AFTER_LOSS = 0.9;

  private final Pace pace = new Pace();
  private Long oomKills;

  /** What the container took besides workers when they had been read best. */
  private long leastSharedBytes = UNKNOWN_SHARED_BYTES;

  private int episodes;
  private long lastMillis = Long.MIN_VALUE / 2;
  private long capUntilMillis = Long.MIN_VALUE / 2;
  private int cap;
  private long capLimitBytes;

  void observe(Observation observation) {
    Memory memory = observation.memory();
    if (memory != null && memory.usedBytes() != null) {
      pace.add(observation.atMillis(), memory.usedBytes(), observation.workers().size());
    }
  }

  /**
   * By how many workers the pool must shrink now.
   *
   * @param workers that will be left once those that were asked to leave have left
   * @return null when memory suffices
   */
  Need need(Situation situation, int workers) {
    if (situation.budget() != null) {
      learnShared(situation);
    }
    long killed = newOomKills(situation.observation().memory());
    Need byMemory = situation.budget() == null ? null : byMemory(situation, workers);
    if (byMemory != null || killed == 0 || workers < situation.workers()) {
      return byMemory;
    }
    String why =
        killed == 1 ? "the kernel killed for memory" : "the kernel killed " + killed + " times";
    return new Need(Math.max(1, (workers + 9) / 10), why);
  }

  private long newOomKills(Memory memory) {
    if (memory == null || memory.oomKills() == null) {
      return 0;
    }
    long before = oomKills == null ? memory.oomKills() : oomKills;
    oomKills = memory.oomKills();
    return Math.max(0, oomKills - before);
  }

  private Need byMemory(Situation situation, int workers) {
    Budget budget = situation.budget();
    long each = eachBytes(situation);
    long leaving = (situation.workers() - workers) * each;
    long used = budget.usedBytes() - leaving;
    long ahead = used + Math.max(aheadBytes(situation), suddenBytes(situation, each));
    if (used > budget.criticalBytes() || ahead > budget.limitBytes()) {
      String why =
          used > budget.criticalBytes()
              ? ", at most " + Words.mib(budget.criticalBytes()) + " is safe"
              : ", and going to " + Words.mib(ahead);
      return new Need(workersFor(ahead - budget.growthBytes(), each), budget.words() + why);
    }
    return byPressure(situation);
  }

  private static int workersFor(long bytes, long each) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (bytes + each - 1) / each));
  }

  /**
   * What one worker that leaves gives back. Figures of a pool that has just grown are of its
   * workers' first seconds; by what they take together it can be seen that they have grown.
   */
  private static long eachBytes(Situation situation) {
    Lives lives = situation.lives();
    Long middle = lives.middleOfLiveBytes();
    long each = Math.max(Cost.KERNEL_BYTES, middle == null ? UNKNOWN_COST_BYTES : middle);
    Long typical = lives.typicalBytes();
    if (typical == null || situation.besidesBytes() == null) {
      return each;
    }
    long mean = (situation.budget().usedBytes() - situation.besidesBytes()) / situation.workers();
    return Math.max(each, Math.min(mean, typical));
  }

  private long aheadBytes(Situation situation) {
    Lives lives = situation.lives();
    Long typical = lives.settled() < LEAST_SETTLED ? null : lives.typicalBytes();
    long young = typical == null ? 0 : youngBytes(situation, typical);
    boolean longEnough = situation.window().millis() >= LEAST_WINDOW_MILLIS;
    double growing = longEnough ? situation.window().growthBytesPerSecond() * AHEAD_SECONDS : 0;
    return young + (long) Math.max(0, growing - YOUNG_AND_MORE * young);
  }

  /**
   * What is to come at the pace of the last seconds, less what fresh workers may take of it. A
   * neighbour in the container may take the whole headroom from one tick to the next.
   */
  private long suddenBytes(Situation situation, long each) {
    Lives lives = situation.lives();
    if (lives.settled() < LEAST_SETTLED) {
      return 0;
    }
    long fresh = lives.seenSince(situation.now() - FRESH_MILLIS) * lives.typicalBytes();
    double byOthers = pace.bytesPerSecond(each) - fresh / FRESH_SECONDS;
    return (long) Math.max(0, byOthers * AHEAD_SECONDS);
  }

  /** Figures of a large pool are minutes old: what has come since must not be expected again. */
  private long youngBytes(Situation situation, long typical) {
    long expected = situation.lives().yetToComeBytes(typical, typical / FRESH_PARTS);
    long inTheEnd = leastSharedBytes + situation.workers() * (typical + Cost.KERNEL_BYTES / 2);
    return Math.max(0, Math.min(expected, inTheEnd - situation.budget().usedBytes()));
  }

  private void learnShared(Situation situation) {
    Lives lives = situation.lives();
    if (lives.readWorkers() == situation.workers()) {
      long kernel = situation.workers() * Cost.KERNEL_BYTES / 2;
      long shared = situation.budget().usedBytes() - lives.sumOfLiveBytes() - kernel;
      leastSharedBytes = Math.min(leastSharedBytes, Math.max(0, shared));
    }
  }

  private Need byPressure(Situation situation) {
    Double pressure = situation.observation().memory().pressureSome10();
    Budget budget = situation.budget();
    boolean pressed =
        pressure != null
            && pressure >= PRESSURE_PERCENT
            && budget.usedBytes() >= PRESSURE_FROM_SHARE * budget.limitBytes();
    if (!pressed || situation.now() - lastMillis < PRESSURE_EVERY_MILLIS) {
      return null;
    }
    return new Need(
        1,
        "tasks waited for memory "
            + Words.tenths(pressure)
            + " % of ten seconds, "
            + budget.words());
  }

  /** All workers have gone at once; with memory nearly full that is how a container ends. */
  void lostAll(Situation before, long now) {
    leastSharedBytes = UNKNOWN_SHARED_BYTES;
    Budget budget = before.budget();
    if (budget != null && budget.usedBytes() > budget.recyclingBytes()) {
      int target = Math.max(1, (int) (before.workers() * CAP_AFTER_LOSS));
      began(now, target, budget.limitBytes());
    }
  }

  /** A retreat was asked for. */
  void began(long now, int target, long limitBytes) {
    if (now - lastMillis >= FORGOTTEN_MILLIS) {
      episodes = 0;
    }
    if (now - lastMillis >= SAME_EPISODE_MILLIS) {
      episodes++;
    }
    lastMillis = now;
    cap = target;
    capUntilMillis = now + (CAP_MILLIS << Math.min(Math.max(0, episodes - 1), MOST_DOUBLINGS));
    capLimitBytes = limitBytes;
  }

  /** Most workers that it may grow to for now. */
  int cap(Situation situation) {
    boolean more = situation.budget() != null && isMore(situation.budget().limitBytes());
    return situation.now() >= capUntilMillis || more ? Integer.MAX_VALUE : cap;
  }

  private boolean isMore(long limitBytes) {
    return limitBytes > capLimitBytes + capLimitBytes / 100;
  }

  /** Milliseconds for which {@link #cap} still holds. */
  long capMillis(long nowMillis) {
    return Math.max(0, capUntilMillis - nowMillis);
  }

  /**
   * @param workers fewer, at least 1
   * @param why words and numbers
   */
  record Need(int workers, String why) {}
}
