package io.prefork.policy;

import java.util.stream.Stream;

/** Specs that are right, and that every reader of a MemoryPolicy must take: YAML below it. */
public final class Accepted {
  private Accepted() {}

  /** All that are known. */
  public static Stream<String> all() {
    return Stream.concat(
        Stream.of(
                "rss: {recycleAbove: 400Mi}",
                "rss: {recycleAbove: 1.5Gi, killAbove: 2G}",
                "rss: {recycleAbove: 419430400}",
                "rss: {recycleAbove: 1%, killAbove: 100%}",
                "rss: {recycleAbove: '4e8', killAbove: '5E8'}",
                "rss: {metric: PSS}",
                "rss:",
                "workers: {max: 1}",
                "workers: {min: 4, max: 4}",
                "reclaim: Workers\nworkers: {max: 32}",
                "reclaim: Respawns\nrss: {recycleAbove: 400Mi}",
                "reclaim: Auto",
                "counters: None",
                "counters: Software",
                "sensing: {cpuShare: 0.01%}",
                "sensing: {cpuShare: 100%}",
                "sensing: {cpuShare: 1.5%}",
                "sensing: {collectorFaults: Sample}",
                "container: app-2",
                "mode: Observe\ngc: {mode: ThresholdZero}\nserver: Gunicorn",
                "gc: {mode: Immortal}",
                "gc: {reenable: Allow}",
                "gc: {reenable: Report}",
                "mode: Observe\ngc: {mode: ThresholdZero, reenable: Block}",
                "gc: {mode: Freeze, reenable: Block}",
                "gc: {mode: ThresholdZero, cycleGuard: {maxGrowthPercent: 1}}",
                "gc: {mode: Freeze, cycleGuard: {maxGrowthPercent: 1000}}",
                "gc: {mode: Immortal, cycleGuard: {}}",
                "gc: {mode: ThresholdZero, reenable: Block, cycleGuard: {maxGrowthPercent: 20}}",
                "shutdown: {mode: SkipFinalization}")
            .map(Mistake.SELECTOR::concat),
        Stream.of(
                "{key: app, operator: In, values: [web, api]}",
                "{key: example.com/app, operator: NotIn, values: ['']}",
                "{key: app, operator: Exists}",
                "{key: app, operator: DoesNotExist, values: []}")
            .map("selector: {matchExpressions: [%s]}"::formatted));
  }
}
