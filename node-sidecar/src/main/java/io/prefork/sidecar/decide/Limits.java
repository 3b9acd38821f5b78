package io.prefork.sidecar.decide;

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
 */
public record Limits(
    boolean enforce, boolean resize, Integer min, Integer max, Thresholds rss, Reclaim reclaim) {

  /** Nothing may be done. */
  public static final Limits NONE =
      new Limits(false, false, null, null, Thresholds.NONE, Reclaim.AUTO);
}
