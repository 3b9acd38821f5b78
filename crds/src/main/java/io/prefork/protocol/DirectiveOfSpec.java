package io.prefork.protocol;

import java.util.Map;

/**
 * Derives from a MemoryPolicy's spec, as its JSON or YAML has it, what a sidecar is told. The
 * schema's defaults are spelled out where a member is missing: an API server fills them in, but a
 * policy may have been stored before the member existed.
 */
public final class DirectiveOfSpec {
  private DirectiveOfSpec() {}

  /**
   * @param policy namespace and name, {@code namespace/name}
   * @param generation of the policy
   * @param container that runs the server; null where it is not known by name
   * @param spec that an API server would accept: maps, lists, strings, numbers, booleans
   */
  public static Directive of(String policy, long generation, String container, Map<?, ?> spec) {
    Map<?, ?> gc = map(spec, "gc");
    Map<?, ?> sensing = map(spec, "sensing");
    return new Directive(
        Directive.VERSION,
        policy,
        generation,
        container,
        textOr("Auto", spec, "server"),
        textOr("Observe", spec, "mode"),
        textOr("Default", gc, "mode"),
        textOr(Directive.REPORT, gc, "reenable"),
        textOr("Finalize", map(spec, "shutdown"), "mode"),
        rss(map(spec, "rss")),
        workers(map(spec, "workers")),
        textOr("Auto", spec, "reclaim"),
        textOr("Auto", spec, "counters"),
        percent(text(sensing, "cpuShare")),
        textOr("Count", sensing, "collectorFaults"),
        maxGrowthPercent(gc));
  }

  private static Integer maxGrowthPercent(Map<?, ?> gc) {
    if (!(gc.get("cycleGuard") instanceof Map<?, ?> guard)) {
      return null;
    }
    Integer declared = number(guard, "maxGrowthPercent");
    return declared == null ? (Integer) Directive.DEFAULT_GROWTH_PERCENT : declared;
  }

  private static Directive.Rss rss(Map<?, ?> rss) {
    String recycleAbove = text(rss, "recycleAbove");
    String killAbove = text(rss, "killAbove");
    return recycleAbove == null && killAbove == null
        ? null
        : new Directive.Rss(recycleAbove, killAbove, textOr("USS", rss, "metric"));
  }

  private static Directive.Workers workers(Map<?, ?> workers) {
    Integer min = number(workers, "min");
    Integer max = number(workers, "max");
    return min == null && max == null ? null : new Directive.Workers(min, max);
  }

  private static Double percent(String share) {
    return share == null
        ? (Double) Directive.DEFAULT_CPU_SHARE_PERCENT
        : Double.valueOf(share.replace("%", ""));
  }

  private static Integer number(Map<?, ?> map, String member) {
    return map.get(member) instanceof Number number ? (Integer) number.intValue() : null;
  }

  private static String textOr(String fallback, Map<?, ?> map, String member) {
    String text = text(map, member);
    return text == null ? fallback : text;
  }

  private static String text(Map<?, ?> map, String member) {
    Object value = map.get(member);
    return value == null ? null : value.toString();
  }

  private static Map<?, ?> map(Map<?, ?> map, String member) {
    return map.get(member) instanceof Map<?, ?> inner ? inner : Map.of();
  }
}
