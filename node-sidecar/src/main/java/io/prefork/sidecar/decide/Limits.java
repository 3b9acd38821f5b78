package io.prefork.sidecar.decide;

import io.prefork.protocol.Directive;

/**
 * What the policy allows.
 *
 * @param enforce whether decisions are carried out; if not, each says what would be done now, and
 *     none waits for the one before to take effect
 * @param resize whether the number of workers is the sidecar's to choose
 * @param min fewest workers, at least 1; null: as many as the pool had when first seen
 * @param max most workers; null only without {@code resize}
 * @param rss thresholds on a worker
 * @param reclaim what free memory is for
 * @param problem what of the policy could not be followed and what to do about it, one line; null
 *     when all of it is
 */
public record Limits(
    boolean enforce,
    boolean resize,
    Integer min,
    Integer max,
    Thresholds rss,
    Reclaim reclaim,
    String problem) {

  /** All of the policy can be followed. */
  public Limits(
      boolean enforce, boolean resize, Integer min, Integer max, Thresholds rss, Reclaim reclaim) {
    this(enforce, resize, min, max, rss, reclaim, null);
  }

  /** Nothing may be done. */
  public static final Limits NONE =
      new Limits(false, false, null, null, Thresholds.NONE, Reclaim.AUTO, null);

  /** The same, but the number of workers stays as it is. */
  public Limits withoutResizing() {
    return new Limits(enforce, false, min, max, rss, reclaim, problem);
  }

  /** The same, but nobody is killed. */
  public Limits withoutKilling() {
    Thresholds recyclingOnly = new Thresholds(rss.recycleAboveBytes(), null, rss.metric());
    return new Limits(enforce, resize, min, max, recyclingOnly, reclaim, problem);
  }

  /**
   * What a directive allows. What it says wrongly is as if it had not said it, and is the {@link
   * #problem()}.
   *
   * @param limitBytes of the container's memory, which percentages are of; null when it has none
   */
  public static Limits of(Directive directive, Long limitBytes) {
    Directive.Workers workers = directive.workers();
    Integer max = workers == null ? null : workers.max();
    Integer min = workers == null ? null : workers.min();
    String problem = null;
    if (max != null && (max < 1 || (min != null && min > max))) {
      problem =
          "workers.min " + min + ", max " + max + ": declare 1 or more, and min not above max";
      max = null;
    }
    Thresholds rss = Thresholds.NONE;
    if (directive.rss() != null) {
      rss = Thresholds.of(directive.rss(), limitBytes);
      String unclear = Thresholds.problem(directive.rss(), limitBytes);
      problem = problem == null ? unclear : problem;
    }
    boolean enforce = "Enforce".equals(directive.mode());
    return new Limits(enforce, max != null, min, max, rss, reclaim(directive.reclaim()), problem);
  }

  private static Reclaim reclaim(String declared) {
    if ("Workers".equals(declared)) {
      return Reclaim.WORKERS;
    }
    return "Respawns".equals(declared) ? Reclaim.RESPAWNS : Reclaim.AUTO;
  }
}
