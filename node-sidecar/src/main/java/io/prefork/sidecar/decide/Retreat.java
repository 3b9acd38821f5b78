package io.prefork.sidecar.decide;

/**
 * Fewer workers, at once, when memory is about to run out; and what is learned from it: for a while
 * the pool does not grow beyond the number that it retreated to, twice as long with each retreat.
 */
final class Retreat {
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

  private static final double CAP_AFTER_LOSS = 0.9;

  private final Forecast forecast = new Forecast();
  private Long oomKills;

  private int episodes;
  private long lastMillis = Long.MIN_VALUE / 2;
  private long capUntilMillis = Long.MIN_VALUE / 2;
  private int cap;
  private long capLimitBytes;

  void observe(Observation observation) {
    forecast.observe(observation);
  }

  /**
   * By how many workers the pool must shrink now.
   *
   * @param workers that will be left once those that were asked to leave have left
   * @return null when memory suffices
   */
  Need need(Situation situation, int workers) {
    if (situation.budget() != null) {
      forecast.learn(situation);
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
    long ahead = used + forecast.bytes(situation, each);
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
    if (typical == null || situation.besides() == null) {
      return each;
    }
    long mean =
        (situation.budget().usedBytes() - situation.besides().bytes()) / situation.workers();
    return Math.max(each, Math.min(mean, typical));
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
    forecast.forget();
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
