package io.prefork.sidecar.decide;

/**
 * On one worker's memory.
 *
 * @param recycleAboveBytes null: nothing is recycled
 * @param killAboveBytes null: nothing is killed
 * @param metric that both are about
 */
public record Thresholds(Long recycleAboveBytes, Long killAboveBytes, Metric metric) {

  public static final Thresholds NONE = new Thresholds(null, null, Metric.USS);
}
