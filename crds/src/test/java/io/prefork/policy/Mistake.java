package io.prefork.policy;

import java.util.List;

/**
 * Something that a person gets wrong in a MemoryPolicy.
 *
 * @param name of the policy, which says what is wrong
 * @param spec YAML below {@code spec}
 * @param field that the API server's message must name
 * @param remedy that the message must contain
 */
public record Mistake(String name, String spec, String field, String remedy) {

  static final String SELECTOR = "selector: {matchLabels: {app: web}}\n";

  /** All that are known. */
  public static List<Mistake> all() {
    return List.of(
        of(
            "misspelt-field",
            "gcc: {mode: Freeze}",
            "spec.gcc",
            "unknown field: remove it, or write one of container, counters, gc, mode"),
        of(
            "unknown-nested-field",
            "gc: {modus: Freeze}",
            "spec.gc.modus",
            "unknown field: remove it, or write one of cycleGuard, mode, reenable"),
        of(
            "enum-in-lower-case",
            "gc: {mode: freeze}",
            "spec.gc.mode",
            "supported values: \"Default\", \"Freeze\", \"Immortal\", \"ThresholdZero\""),
        of(
            "nothing-to-block",
            "gc: {reenable: Block}",
            "spec.gc.reenable",
            "write mode: Freeze, ThresholdZero or Immortal, or reenable: Report"),
        of(
            "reenable-unknown",
            "gc: {mode: Freeze, reenable: Forbid}",
            "spec.gc.reenable",
            "supported values: \"Allow\", \"Block\", \"Report\""),
        of(
            "mode-of-a-later-version",
            "mode: Recommend",
            "spec.mode",
            "supported values: \"Enforce\", \"Observe\""),
        of(
            "server-unknown",
            "server: Puma",
            "spec.server",
            "supported values: \"Auto\", \"Gunicorn\", \"UWSGI\""),
        of(
            "cycle-guard-beside-the-default-mode",
            "gc: {cycleGuard: {maxGrowthPercent: 20}}",
            "spec.gc.cycleGuard",
            "write mode: ThresholdZero beside it, or leave cycleGuard out"),
        of(
            "cycle-guard-that-allows-nothing",
            "gc: {mode: ThresholdZero, cycleGuard: {maxGrowthPercent: 0}}",
            "spec.gc.cycleGuard.maxGrowthPercent",
            "greater than or equal to 1"),
        of(
            "cycle-guard-that-allows-anything",
            "gc: {mode: ThresholdZero, cycleGuard: {maxGrowthPercent: 1001}}",
            "spec.gc.cycleGuard.maxGrowthPercent",
            "less than or equal to 1000"),
        of(
            "cycle-guard-with-another-measure",
            "gc: {mode: ThresholdZero, cycleGuard: {maxGrowth: 20Mi}}",
            "spec.gc.cycleGuard.maxGrowth",
            "unknown field: remove it, or write one of maxGrowthPercent"),
        of(
            "cycle-guard-with-a-percent-sign",
            "gc: {mode: ThresholdZero, cycleGuard: {maxGrowthPercent: 20%}}",
            "spec.gc.cycleGuard.maxGrowthPercent",
            "type integer"),
        of(
            "cycle-guard-that-is-a-number",
            "gc: {mode: ThresholdZero, cycleGuard: 20}",
            "spec.gc.cycleGuard",
            "type object"),
        of("text-for-an-object", "gc: Freeze", "spec.gc", "must be of type object"),
        alone("selector-missing", "mode: Observe", "spec.selector", "Required value"),
        alone("selector-empty", "selector: {}", "spec.selector", "such as matchLabels: {app: web}"),
        alone(
            "selector-without-a-label",
            "selector: {matchLabels: {}, matchExpressions: []}",
            "spec.selector",
            "such as matchLabels: {app: web}"),
        alone(
            "label-with-a-space",
            "selector: {matchLabels: {app: my web}}",
            "spec.selector.matchLabels",
            "at most 63 letters, digits, '-', '_' and '.'"),
        alone(
            "label-key-wrong",
            "selector: {matchExpressions: [{key: app/web/x, operator: Exists}]}",
            "spec.selector.matchExpressions[0].key",
            "such as app or example.com/app"),
        alone(
            "operator-wrong",
            "selector: {matchExpressions: [{key: app, operator: Is, values: [web]}]}",
            "spec.selector.matchExpressions[0].operator",
            "supported values: \"DoesNotExist\", \"Exists\", \"In\", \"NotIn\""),
        alone(
            "values-missing",
            "selector: {matchExpressions: [{key: app, operator: In}]}",
            "spec.selector.matchExpressions[0].values",
            "write at least one value for In"),
        of("container-not-a-name", "container: My_App", "spec.container", "such as app"),
        of("min-above-max", "workers: {min: 8, max: 4}", "spec.workers.min", "raise max"),
        of("min-alone", "workers: {min: 2}", "spec.workers.max", "write workers: {min: N, max: M}"),
        of(
            "min-zero",
            "workers: {min: 0, max: 4}",
            "spec.workers.min",
            "greater than or equal to 1"),
        of(
            "max-absurd",
            "workers: {max: 99999999999}",
            "spec.workers.max",
            "less than or equal to 10000"),
        threshold("unit-with-a-byte", "400MB"),
        threshold("unit-milli", "400m"),
        threshold("unit-missing", "400"),
        threshold("unit-apart", "400 Mi"),
        threshold("unit-lower-case", "400mi"),
        threshold("zero", "0"),
        threshold("negative", "-400Mi"),
        threshold("percentage-above-the-limit", "110%"),
        threshold("percentage-zero", "0%"),
        of(
            "kill-below-recycle",
            "rss: {recycleAbove: 900Mi, killAbove: 400Mi}",
            "spec.rss.killAbove",
            "must be more than recycleAbove (900Mi): raise killAbove or lower recycleAbove"),
        of(
            "kill-below-recycle-in-other-units",
            "rss: {recycleAbove: 1Gi, killAbove: 1000Mi}",
            "spec.rss.killAbove",
            "must be more than recycleAbove (1Gi)"),
        of(
            "kill-equals-recycle-in-percent",
            "rss: {recycleAbove: 40%, killAbove: 40%}",
            "spec.rss.killAbove",
            "must be more than recycleAbove (40%)"),
        of(
            "quantity-and-percentage",
            "rss: {recycleAbove: 40%, killAbove: 900Mi}",
            "spec.rss.killAbove",
            "write both as quantities, such as 400Mi and 900Mi, or both as percentages"),
        of(
            "kill-without-recycle",
            "rss: {killAbove: 900Mi}",
            "spec.rss.recycleAbove",
            "write a recycleAbove below killAbove"),
        of("reclaim-of-a-later-version", "reclaim: Requests", "spec.reclaim", "supported values"),
        of(
            "workers-without-a-bound",
            "reclaim: Workers",
            "spec.workers",
            "write workers: {max: N}, or reclaim: Auto"),
        of(
            "respawns-without-a-threshold",
            "reclaim: Respawns\nworkers: {max: 8}",
            "spec.rss",
            "write rss: {recycleAbove: 400Mi} or another threshold, or reclaim: Auto"),
        of(
            "counters-unknown",
            "counters: Perf",
            "spec.counters",
            "supported values: \"Auto\", \"Hardware\", \"None\", \"Software\""),
        of(
            "collector-faults-unknown",
            "sensing: {collectorFaults: Perf}",
            "spec.sensing.collectorFaults",
            "\"Count\", \"Sample\""),
        of("counters-off-as-kubectl-reads-it", "counters: false", "spec.counters", "type string"),
        share("share-without-a-percent-sign", "'0.15'"),
        share("share-zero", "0.00%"),
        share("share-above-a-core", "150%"),
        share("share-with-three-decimals", "0.155%"),
        share("share-in-millicores", "2m"),
        new Mistake(
            "name-longer-than-a-label-value-which-is-sixty-three-characters-at-most",
            SELECTOR,
            "metadata.name",
            "shorten it to at most 63 characters"));
  }

  private static Mistake of(String name, String spec, String field, String remedy) {
    return new Mistake(name, SELECTOR + spec, field, remedy);
  }

  private static Mistake alone(String name, String spec, String field, String remedy) {
    return new Mistake(name, spec, field, remedy);
  }

  private static Mistake threshold(String name, String value) {
    return of(
        name,
        "rss: {recycleAbove: " + value + "}",
        "spec.rss.recycleAbove",
        "write a quantity of at least 1Mi with the unit Mi, Gi, M or G, such as 400Mi, or a"
            + " percentage");
  }

  private static Mistake share(String name, String value) {
    return of(
        name,
        "sensing: {cpuShare: " + value + "}",
        "spec.sensing.cpuShare",
        "write a percentage of one core from 0.01% to 100%, with at most two decimals");
  }

  @Override
  public String toString() {
    return name;
  }
}
