package io.prefork.sidecar.decide;

/** How many workers: one step at a time up, at once down. */
final class Sizing {
  /** From one change of the pool's size to the next growth. */
  private static final long COOLDOWN_MILLIS = 20_000;

  /** Observed at one size before anything is said about demand. */
  private static final long LEAST_WINDOW_MILLIS = 10_000;

  /** For how long workers are missing before it is taken for more than a respawn. */
  private static final long MISSING_MILLIS = 15_000;

  private final Asked asked = new Asked();
  private final Retreat retreat = new Retreat();
  private int workers;
  private long changedAtMillis;
  private long atLeastMinAtMillis;

  void observe(Observation observation, int min) {
    int now = observation.workers().size();
    if (now != workers) {
      workers = now;
      changedAtMillis = observation.atMillis();
    }
    if (now >= min) {
      atLeastMinAtMillis = observation.atMillis();
    }
    asked.observe(now, observation.atMillis());
    retreat.observe(observation);
  }

  /** All workers of the tick before have gone, and others are there or none. */
  void lostAll(Situation before, long now) {
    retreat.lostAll(before, now);
  }

  /** A retreat, or null when there is no need for one; {@link Step#by} 0 when none is possible. */
  Step retreat(Situation situation) {
    int left = asked.isPending() ? Math.min(workers, asked.target()) : workers;
    Retreat.Need need = retreat.need(situation, left);
    if (need == null) {
      return null;
    }
    if (!situation.limits().resize()) {
      return new Step(
          0, workers, need.why() + "; the number of workers is not the policy's to change");
    }
    if (left <= situation.min()) {
      return new Step(
          0, workers, need.why() + "; " + Words.workers(left) + " are the fewest allowed");
    }
    int target = Math.max(situation.min(), left - need.workers());
    if (situation.limits().enforce()) {
      retreat.began(situation.now(), target, situation.limitBytes());
    }
    return step(situation, left, target, need.why());
  }

  /** Null when nothing that was asked for is outstanding. */
  String waitsFor() {
    return asked.isPending()
        ? "waits for the server to go from " + workers + " to " + Words.workers(asked.target())
        : null;
  }

  /** Back into the policy's bounds, or null when it is in them. */
  Step intoBounds(Situation situation) {
    if (!situation.limits().resize() || asked.waitMillis(situation.now()) > 0) {
      return null;
    }
    if (workers > situation.limits().max()) {
      int target = Math.max(situation.limits().max(), workers - Math.max(1, workers / 4));
      return step(situation, workers, target, "the policy allows " + situation.limits().max());
    }
    int min = Math.min(situation.min(), situation.most());
    boolean missing = situation.now() - atLeastMinAtMillis >= MISSING_MILLIS;
    if (workers >= min || !missing || situation.budget() == null || situation.fits() == null) {
      return null;
    }
    int target = Math.min(min, situation.fits());
    return target <= workers
        ? null
        : step(
            situation,
            workers,
            target,
            "the policy's fewest are " + min + ", " + situation.memory());
  }

  /** Growth, or with {@link Step#by} 0 why there is none. */
  Step growth(Situation situation) {
    String obstacle = obstacle(situation);
    if (obstacle != null) {
      return new Step(0, workers, obstacle);
    }
    int room = situation.fits() - workers;
    int most = Math.min(situation.most(), retreat.cap(situation));
    int wanted = situation.cost().learned() ? Math.max(1, workers / 2) : 1;
    int by = Math.min(Math.min(wanted, room), most - workers);
    return step(situation, workers, workers + by, situation.demand() + ", " + situation.memory());
  }

  private String obstacle(Situation situation) {
    long now = situation.now();
    if (situation.bound() != Bound.MEMORY) {
      return noCallForMore(situation);
    }
    if (situation.limits().reclaim() == Reclaim.RESPAWNS) {
      return situation.demand() + "; the policy spends memory on longer lives, not on workers";
    }
    if (situation.budget() == null || situation.cost() == null) {
      return situation.demand()
          + "; does not grow, since the memory of "
          + (situation.budget() == null ? "the container" : "the workers")
          + " is not known";
    }
    if (situation.fits() <= workers) {
      return "no room for more: " + situation.demand() + ", " + situation.memory();
    }
    if (retreat.cap(situation) <= workers) {
      String left = Words.seconds(retreat.capMillis(now));
      return situation.demand() + "; does not grow for " + left + " after a retreat";
    }
    if (asked.waitMillis(now) > 0) {
      String left = Words.seconds(asked.waitMillis(now));
      return "the server has not followed " + asked.inVain() + " times; asks again in " + left;
    }
    long settling = COOLDOWN_MILLIS - (now - changedAtMillis);
    if (settling > 0 || situation.window().millis() < LEAST_WINDOW_MILLIS) {
      return situation.demand() + "; looks at " + Words.workers(workers) + " first";
    }
    return null;
  }

  private static String noCallForMore(Situation situation) {
    String demand = situation.demand();
    return switch (situation.bound()) {
      case PROCESSOR -> "no processor time left: " + demand + processor(situation);
      case CEILING -> demand + "; " + ceiling(situation);
      case IDLE -> "enough workers: " + demand;
      default -> demand;
    };
  }

  private static String processor(Situation situation) {
    double used = situation.window().usedCores();
    Processor processor = situation.observation().processor();
    if (Double.isNaN(used) || processor == null || processor.limitCores() == null) {
      return ", throttled";
    }
    return ", "
        + Words.tenths(used)
        + " of "
        + Words.tenths(processor.limitCores())
        + " cores used";
  }

  private static String ceiling(Situation situation) {
    Integer ceiling = situation.observation().ceiling();
    if (!situation.limits().resize()) {
      return "the number of workers is not the policy's to change";
    }
    return ceiling != null && ceiling < situation.limits().max()
        ? "the server was started for at most " + Words.workers(ceiling)
        : "the policy allows " + situation.limits().max();
  }

  private Step step(Situation situation, int from, int target, String why) {
    if (situation.limits().enforce()) {
      asked.ask(workers, target, situation.now());
    }
    return new Step(target - from, target, why);
  }

  /**
   * @param by how many workers more, negative when fewer, 0 when it stays
   * @param target how many there are then
   * @param why words and numbers
   */
  record Step(int by, int target, String why) {}
}
