package io.prefork.sidecar.decide;

/**
 * Decides what to do with one pool. Keeps a bounded memory of what it has seen and of what it has
 * decided; whether a decision took effect, it learns from the observations after it, so that the
 * same observations give the same decisions. Not thread-safe.
 *
 * <p>What is looked at first: the policy's last threshold; memory that is about to run out; what
 * was asked for and is not there yet; the policy's bounds; workers that are due for recycling;
 * growth.
 */
public final class Decider {
  /** In which a server that starts has forked the workers that it starts with. */
  private static final long FIRST_SEEN_MILLIS = 10_000;

  private final Lives lives = new Lives();
  private final Window window = new Window();
  private final Besides besides = new Besides();
  private final BoundRule boundRule = new BoundRule();
  private final Killing killing = new Killing();
  private final Sizing sizing = new Sizing();
  private final Reach reach = new Reach();
  private final LifeSpan lifeSpan = new LifeSpan(reach);
  private final LeadTime lead = new LeadTime();
  private final Recycling recycling = new Recycling(reach, lead);
  private long firstSeenMillis = Long.MIN_VALUE;
  private int firstWorkers;
  private int windowWorkers;
  private Situation last;

  /**
   * One tick.
   *
   * @param observation later than the one before
   * @param limits as they are now; a change takes effect at once
   */
  public Decision decide(Observation observation, Limits limits) {
    if (lives.observe(observation) && last != null) {
      sizing.lostAll(last, observation.atMillis());
      besides.forget();
    }
    if (observation.workers().isEmpty()) {
      window.restart();
      return hold("no worker is alive", new Estimate(null, null, declared(limits), Bound.UNKNOWN));
    }
    reach.observe(observation);
    recycling.observe(observation);
    Situation situation = situation(observation, limits);
    sizing.observe(observation, situation.min());
    last = situation;
    Long recycleAbove = lifeSpan.recycleAboveBytes(situation);
    return decide(situation, recycleAbove);
  }

  private static Long declared(Limits limits) {
    return limits.rss().recycleAboveBytes();
  }

  private Situation situation(Observation observation, Limits limits) {
    int workers = observation.workers().size();
    int min = min(observation, limits);
    int most = most(observation, limits);
    Budget budget = Budget.of(observation.memory());
    if (workers != windowWorkers && !recycling.isPending()) {
      window.restart();
      windowWorkers = workers;
    }
    window.add(observation, budget == null ? 0 : budget.usedBytes());
    besides.observe(lives, workers, budget, observation.atMillis());
    lead.observe(observation, budget);
    Processor processor = observation.processor();
    Double cores = processor == null ? null : processor.limitCores();
    Bound bound = boundRule.of(window, cores, workers, most);
    Cost cost = Cost.of(lives, budget, observation.workers());
    return new Situation(
        observation, limits, min, most, lives, window, budget, cost, besides.least(), bound);
  }

  private int min(Observation observation, Limits limits) {
    if (firstSeenMillis == Long.MIN_VALUE) {
      firstSeenMillis = observation.atMillis();
    }
    if (observation.atMillis() - firstSeenMillis < FIRST_SEEN_MILLIS) {
      firstWorkers = Math.max(firstWorkers, observation.workers().size());
    }
    int min = limits.min() == null ? firstWorkers : limits.min();
    return Math.max(1, limits.max() == null ? min : Math.min(min, limits.max()));
  }

  private static int most(Observation observation, Limits limits) {
    if (!limits.resize() || limits.max() == null) {
      return observation.workers().size();
    }
    Integer ceiling = observation.ceiling();
    return ceiling == null ? limits.max() : Math.min(limits.max(), ceiling);
  }

  private Decision decide(Situation situation, Long recycleAbove) {
    Estimate estimate = situation.estimate(recycleAbove);
    Choice kill = killing.next(situation);
    if (kill != null) {
      String reason = "kill worker " + kill.worker().pid() + ": " + kill.why();
      return new Decision(new Action.Kill(kill.worker()), reason, estimate);
    }
    Sizing.Step retreat = sizing.retreat(situation);
    if (retreat != null && retreat.by() < 0) {
      return resize(retreat, estimate);
    }
    String waits = waitsFor();
    if (waits != null) {
      return hold(waits, estimate);
    }
    Sizing.Step bounds = sizing.intoBounds(situation);
    if (bounds != null) {
      return resize(bounds, estimate);
    }
    Choice recycle = recycling.next(situation, recycleAbove);
    if (recycle != null) {
      String reason = "recycle worker " + recycle.worker().pid() + ": " + recycle.why();
      return new Decision(new Action.Recycle(recycle.worker(), recycle.ending()), reason, estimate);
    }
    if (retreat != null) {
      return hold(retreat.why(), estimate);
    }
    Sizing.Step growth = sizing.growth(situation);
    if (growth.by() != 0) {
      return resize(growth, estimate);
    }
    String outOfReach = recycling.outOfReach(situation, recycleAbove);
    return hold(outOfReach == null ? growth.why() : outOfReach, estimate);
  }

  private String waitsFor() {
    return recycling.isPending() ? recycling.waitsFor() : sizing.waitsFor();
  }

  private static Decision hold(String why, Estimate estimate) {
    return new Decision(new Action.Hold(), why, estimate);
  }

  private static Decision resize(Sizing.Step step, Estimate estimate) {
    int by = Math.abs(step.by());
    String verb = step.by() > 0 ? "grow" : "shrink";
    String reason = verb + " by " + by + " to " + step.target() + ": " + step.why();
    Action action = step.by() > 0 ? new Action.Grow(by) : new Action.Shrink(by);
    return new Decision(action, reason, estimate);
  }
}
