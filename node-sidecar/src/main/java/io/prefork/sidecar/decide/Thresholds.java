package io.prefork.sidecar.decide;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Quantity;

/**
 * On one worker's memory.
 *
 * @param recycleAboveBytes null: nothing is recycled
 * @param killAboveBytes null: nothing is killed
 * @param metric that both are about
 */
public record Thresholds(Long recycleAboveBytes, Long killAboveBytes, Metric metric) {

  private static final long PERCENT = 100;

  public static final Thresholds NONE = new Thresholds(null, null, Metric.USS);

  /** As declared; what is not a size is as if it were not declared. */
  static Thresholds of(Directive.Rss declared, Long limitBytes) {
    return new Thresholds(
        bytes(declared.recycleAbove(), limitBytes),
        bytes(declared.killAbove(), limitBytes),
        metric(declared.metric()));
  }

  /**
   * Null when nothing is declared, or no size, or a part of nothing.
   *
   * @param limitBytes what a percentage is of, or null
   */
  static Long bytes(String declared, Long limitBytes) {
    if (declared == null || !declared.endsWith("%")) {
      return declared == null ? null : Quantity.bytes(declared);
    }
    Long percent = Quantity.bytes(declared.substring(0, declared.length() - 1));
    return percent == null || percent > PERCENT || limitBytes == null
        ? null
        : (Long) (limitBytes / PERCENT * percent + limitBytes % PERCENT * percent / PERCENT);
  }

  private static Metric metric(String declared) {
    if ("PSS".equals(declared)) {
      return Metric.PSS;
    }
    return "RSS".equals(declared) ? Metric.RSS : Metric.USS;
  }

  /** Which threshold is not a size, and what to do; null when none. */
  static String problem(Directive.Rss declared, Long limitBytes) {
    String recycle = problem("rss.recycleAbove", declared.recycleAbove(), limitBytes);
    return recycle == null ? problem("rss.killAbove", declared.killAbove(), limitBytes) : recycle;
  }

  private static String problem(String field, String declared, Long limitBytes) {
    if (declared == null || bytes(declared, limitBytes) != null) {
      return null;
    }
    return field
        + " "
        + declared
        + (declared.endsWith("%") && limitBytes == null
            ? ": the container has no memory limit that it could be a part of; declare a limit, or a"
                + " size such as 400Mi"
            : ": declare a size such as 400Mi, or a part of the limit such as 40%");
  }
}
