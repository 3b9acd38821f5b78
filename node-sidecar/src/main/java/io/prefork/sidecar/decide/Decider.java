package io.prefork.sidecar.decide;

/**
 * Decides what to do with one pool. Keeps a bounded memory of what it has seen and of what it has
 * decided; whether a decision took effect, it learns from the observations after it. Not
 * thread-safe.
 */
public final class Decider {

  /**
   * One tick.
   *
   * @param limits as they are now; a change takes effect at once
   */
  public Decision decide(Observation observation, Limits limits) {
    return new Decision(
        new Action.Hold(),
        observation.workers().size() + " workers",
        new Estimate(null, null, limits.rss().recycleAboveBytes(), Bound.UNKNOWN));
  }
}
