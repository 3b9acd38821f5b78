package io.prefork.standalone.policy;

import io.prefork.protocol.Directive;
import java.util.Map;

/** What the operator would tell a sidecar of a policy that an API server has accepted. */
final class DirectiveOfPolicy {
  private static final String DEFAULT_NAMESPACE = "default";

  private DirectiveOfPolicy() {}

  /**
   * @param metadata with a name
   * @param spec valid, with its defaults
   */
  static Directive of(Map<?, ?> metadata, Map<?, ?> spec, long generation) {
    String namespace = text(metadata, "namespace");
    return new Directive(
        Directive.VERSION,
        (namespace == null ? DEFAULT_NAMESPACE : namespace) + "/" + text(metadata, "name"),
        generation,
        text(spec, "container"),
        text(spec, "server"),
        text(spec, "mode"),
        text(map(spec, "gc"), "mode"),
        text(map(spec, "shutdown"), "mode"),
        rss(map(spec, "rss")),
        workers(map(spec, "workers")),
        text(spec, "reclaim"),
        text(spec, "counters"),
        percent(text(map(spec, "sensing"), "cpuShare")),
        text(map(spec, "sensing"), "collectorFaults"));
  }

  private static Directive.Rss rss(Map<?, ?> rss) {
    String recycleAbove = text(rss, "recycleAbove");
    String killAbove = text(rss, "killAbove");
    return recycleAbove == null && killAbove == null
        ? null
        : new Directive.Rss(recycleAbove, killAbove, text(rss, "metric"));
  }

  private static Directive.Workers workers(Map<?, ?> workers) {
    Integer min = number(workers, "min");
    Integer max = number(workers, "max");
    return min == null && max == null ? null : new Directive.Workers(min, max);
  }

  private static Double percent(String text) {
    return text == null ? null : Double.valueOf(text.replace("%", ""));
  }

  private static Integer number(Map<?, ?> map, String member) {
    return map.get(member) instanceof Number number ? (Integer) number.intValue() : null;
  }

  private static String text(Map<?, ?> map, String member) {
    Object value = map.get(member);
    return value == null ? null : value.toString();
  }

  private static Map<?, ?> map(Map<?, ?> map, String member) {
    return map.get(member) instanceof Map<?, ?> inner ? inner : Map.of();
  }
}
