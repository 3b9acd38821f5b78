package io.prefork.protocol;

/**
 * What the operator tells one pod's sidecar, derived from the policy that selects the pod; the
 * value of the pod annotation {@value #ANNOTATION}.
 *
 * @param version of this format, {@value #VERSION}
 * @param policy the policy's namespace and name, {@code namespace/name}
 * @param generation the policy's {@code metadata.generation} that this was derived from
 * @param container name of the container that runs the server
 * @param server {@code Auto}, {@code UWSGI} or {@code Gunicorn}
 * @param mode {@code Observe} or {@code Enforce}
 * @param gc {@code Default}, {@code Freeze}, {@code ThresholdZero} or {@code Immortal}
 * @param reenable what becomes of calls in a worker that switch the collector back on: {@value
 *     #ALLOW}, {@value #REPORT} or {@value #BLOCK}; null, from an older operator, means {@value
 *     #REPORT}
 * @param shutdown {@code Finalize} or {@code SkipFinalization}
 * @param rss thresholds on a worker, or null: no worker is recycled or killed
 * @param workers bounds of the pool, or null; without its {@code max} the pool's size stays the
 *     user's
 * @param reclaim what saved memory is spent on: {@code Auto}, {@code Workers} or {@code Respawns};
 *     null, from an older operator, means {@code Auto}
 * @param counters {@code Auto}, {@code Hardware}, {@code Software} or {@code None}; null means
 *     {@code Auto}
 * @param cpuSharePercent what the sidecar may cost, percent of one core, more than 0: reading the
 *     workers' memory gets what the rest leaves of it, and half of it in any case; null means
 *     {@value #DEFAULT_CPU_SHARE_PERCENT}
 * @param collectorFaults how the share of page faults inside the collector is found: {@code Count}
 *     or {@value #SAMPLE}; null means {@code Count}
 * @param maxGrowthPercent of the cycle guard: how much memory of its own a worker may get on top of
 *     what it has after its first requests, percent of its private memory then, 1 to {@value
 *     #MAX_GROWTH_PERCENT}; null: no guard
 */
public record Directive(
    int version,
    String policy,
    long generation,
    String container,
    String server,
    String mode,
    String gc,
    String reenable,
    String shutdown,
    Rss rss,
    Workers workers,
    String reclaim,
    String counters,
    Double cpuSharePercent,
    String collectorFaults,
    Integer maxGrowthPercent) {

  public static final int VERSION = 1;

  /** Budget of reading where none is declared, percent of one core. */
  public static final double DEFAULT_CPU_SHARE_PERCENT = 0.15;

  /** By sampling page faults from outside the workers; otherwise it is the bootstrap's count. */
  public static final String SAMPLE = "Sample";

  /** They do what they do without us, and are neither counted nor named. */
  public static final String ALLOW = "Allow";

  /** They do what they do without us, and are counted and named. */
  public static final String REPORT = "Report";

  /** They are counted and named, and held back where they would undo the collector policy. */
  public static final String BLOCK = "Block";

  /** Most that can be declared as {@link #maxGrowthPercent()}. */
  public static final int MAX_GROWTH_PERCENT = 1000;

  /** What a cycle guard without a number lets a worker grow, percent. */
  public static final int DEFAULT_GROWTH_PERCENT = 20;

  public static final String ANNOTATION = "prefork.io/directive";

  /**
   * @param recycleAbove a quantity ({@code 400Mi}) or a percentage of the container's limit ({@code
   *     40%}), or null
   * @param killAbove the same, or null: nothing is ever killed
   * @param metric {@code USS}, {@code PSS} or {@code RSS}
   */
  public record Rss(String recycleAbove, String killAbove, String metric) {}

  /** Bounds of the number of workers, inclusive; null where there is none. */
  public record Workers(Integer min, Integer max) {}
}
