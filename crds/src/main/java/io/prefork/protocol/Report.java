package io.prefork.protocol;

import java.util.List;

/**
 * What one pod's sidecar measured, as its {@code GET /report} answers it. Sizes are bytes; see
 * {@link Pool} for the formulas.
 *
 * @param version of this format, {@value #VERSION}
 * @param takenAt when the figures were complete, ISO 8601 in UTC
 * @param pod who is speaking
 * @param directive the directive in force, or null before one could be read
 * @param sidecar the sidecar's own cost
 * @param server the server that was found, or null when there is none (yet)
 * @param master the forking process, or null
 * @param workers one entry a live worker, oldest first; empty when there is none
 * @param pool the pool's aggregates, or null while no worker has been read
 * @param counters where the CPU counters come from
 * @param collectorFaults page faults inside the collector, where the policy asks for samples; else
 *     null
 * @param container memory and processor of the application's container and its host, or null
 * @param decision the last one taken, or null while there is none; under mode {@code Observe} it is
 *     what would be done
 * @param actions what was done lately, oldest first, at most {@value #MAX_ACTIONS}; null where
 *     nothing can be done
 * @param findings what a person should know: each reason at most once
 */
public record Report(
    int version,
    String takenAt,
    Pod pod,
    InForce directive,
    Sidecar sidecar,
    Server server,
    Process master,
    List<Worker> workers,
    Pool pool,
    Counters counters,
    CollectorFaults collectorFaults,
    Container container,
    Decision decision,
    List<ActionResult> actions,
    List<Finding> findings) {

  public static final int VERSION = 1;

  /** Most entries of {@link #actions()}. */
  public static final int MAX_ACTIONS = 16;

  /** Pod annotation that names the port of {@code /report}, decimal. */
  public static final String PORT_ANNOTATION = "prefork.io/report-port";

  public record Pod(String namespace, String name, String uid, String node) {}

  /** The part of the {@link Directive} that says which policy the sidecar obeys. */
  public record InForce(String policy, long generation, String mode) {}

  /**
   * @param version of the sidecar
   * @param startedAt ISO 8601 in UTC
   * @param pssBytes proportional set size of the sidecar's process
   * @param cpuMicros user and system time since its start
   */
  public record Sidecar(String version, String startedAt, Long pssBytes, Long cpuMicros) {}

  /**
   * @param kind {@code UWSGI} or {@code Gunicorn}
   * @param version the server's own, such as {@code 2.0.31}, or null
   * @param python the interpreter's, such as {@code 3.11.2}, or null
   */
  public record Server(String kind, String version, String python) {}

  /**
   * One process, from {@code statm} and {@code smaps_rollup}. It is identified by pid and start
   * time together: a pid alone is reused.
   *
   * @param startTicks field 22 of {@code /proc/PID/stat}: clock ticks after boot
   * @param ageSeconds since its start
   * @param rssBytes resident set size
   * @param pssBytes proportional set size
   * @param sharedBytes {@code Shared_Clean + Shared_Dirty}
   * @param privateBytes {@code Private_Clean + Private_Dirty}, the unique set size
   * @param privateDirtyBytes {@code Private_Dirty}
   * @param anonymousBytes {@code Anonymous}
   * @param readSecondsAgo how old the memory figures are: the sidecar reads the processes in turn;
   *     null while they have not been read
   */
  public record Process(
      int pid,
      long startTicks,
      Long ageSeconds,
      Long rssBytes,
      Long pssBytes,
      Long sharedBytes,
      Long privateBytes,
      Long privateDirtyBytes,
      Long anonymousBytes,
      Long readSecondsAgo) {}

  /**
   * @param process its memory
   * @param requests that it has served, as the server counts them
   * @param busy whether it is in a request now
   * @param minorFaults since its start ({@code minflt})
   * @param majorFaults since its start ({@code majflt})
   * @param cowEfficiency see {@link Pool#cowEfficiency()}
   * @param runtime what the bootstrap inside it counts, or null where it does not run or has not
   *     spoken yet
   * @param counters instructions and cycles since the sidecar attached, or null
   */
  public record Worker(
      Process process,
      Long requests,
      Boolean busy,
      Long minorFaults,
      Long majorFaults,
      Double cowEfficiency,
      Runtime runtime,
      WorkerCounters counters) {}

  /**
   * The worker record of the bootstrap.
   *
   * @param gc the collector policy in force in this worker: {@code Default} (untreated), {@code
   *     Freeze}, {@code ThresholdZero} or {@code Immortal}
   * @param gcReason why that is not the declared one, in words; null where it is
   * @param shutdown {@code Finalize} or {@code SkipFinalization}
   * @param collections by generation, youngest first: three entries
   * @param collectorFaults minor faults inside collections
   * @param collectorNanos time inside collections
   * @param frozenObjects of {@code gc.get_freeze_count()}
   * @param immortalObjects that the master had made immortal before it forked the worker
   * @param reenableAttempts calls that switched the collector back on, or would have
   * @param cycleGuard what keeps cycles from piling up in this worker, or null where nothing does
   */
  public record Runtime(
      String gc,
      String gcReason,
      String shutdown,
      List<Long> collections,
      long collectorFaults,
      long collectorNanos,
      long frozenObjects,
      long immortalObjects,
      long reenableAttempts,
      CycleGuard cycleGuard) {

    /**
     * Whether the mode in force is there instead of the declared one, for the reason that is given.
     * That reason concerns what was declared when the worker was forked, so not everything that has
     * one is meant: nothing but Immortal is replaced by Freeze.
     */
    public boolean standsInFor(String declared) {
      return gcReason != null
          && !gc.equals(declared)
          && (!gc.equals("Freeze") || declared.equals("Immortal"));
    }
  }

  /**
   * The cycle guard of one worker.
   *
   * @param action what it does beyond its limit: {@code CollectsBetweenRequests}, {@code
   *     BringsCollectorBack}; {@code CollectorIsBack} once it has
   * @param baselineBytes private memory of the worker after its first requests; null before
   * @param growthBytes of memory of its own that the worker had more than then when the guard last
   *     looked; null before there is a baseline
   * @param collections that the guard made
   * @param collectedObjects by those: members of unreachable cycles
   * @param collectorNanos time inside those
   */
  public record CycleGuard(
      String action,
      Long baselineBytes,
      Long growthBytes,
      long collections,
      long collectedObjects,
      long collectorNanos) {}

  /**
   * Event counts of one worker's threads; null where that event could not be counted.
   *
   * @param cacheReferences of the last level, as perf_event_open(2) has {@code
   *     PERF_COUNT_HW_CACHE_REFERENCES}
   * @param cacheMisses of the same
   */
  public record WorkerCounters(
      Long instructions, Long cycles, Long faults, Long cacheReferences, Long cacheMisses) {}

  /**
   * Aggregates over the master and its workers. The processes' memory is read in turn, so that a
   * memory figure may join readings of several moments; it is null as long as one worker has not
   * been read at all.
   *
   * @param workers live workers
   * @param masterRssBytes the master's RSS
   * @param sharedPerWorkerBytes mean of {@code Shared_Clean + Shared_Dirty}
   * @param privatePerWorkerBytes mean of {@code Private_Clean + Private_Dirty}
   * @param poolPssBytes sum of the PSS of the master and all workers; null unless every one could
   *     be read
   * @param cowEfficiency mean of {@code (worker Anonymous - worker Private_Dirty) / master
   *     Anonymous}, 0..1
   * @param requests sum over live workers
   * @param minorFaultsPerRequest minor faults of live workers over their requests
   * @param collectorFaultShare faults inside collections over all minor faults of the same workers,
   *     0..1
   * @param ipc instructions per cycle
   * @param respawns workers that were replaced since the sidecar first saw this master
   * @param listenQueue requests that wait for a worker
   * @param ceiling most workers that the server can run as it was started; null where it has no
   *     bound or tells none
   * @param oldestReadingSeconds age of the oldest reading that the memory figures are made of; null
   *     without such figures
   */
  public record Pool(
      int workers,
      Long masterRssBytes,
      Long sharedPerWorkerBytes,
      Long privatePerWorkerBytes,
      Long poolPssBytes,
      Double cowEfficiency,
      Long requests,
      Double minorFaultsPerRequest,
      Double collectorFaultShare,
      Double ipc,
      Long respawns,
      Integer listenQueue,
      Integer ceiling,
      Long oldestReadingSeconds) {}

  /**
   * @param source {@code Hardware}, {@code Software} or {@code None}
   * @param reason why it is not Hardware, in words and with the errno's name, or null
   */
  public record Counters(String source, String reason) {}

  /**
   * How many of the workers' minor faults happen inside Python's garbage collector, where the
   * policy asks for samples.
   *
   * @param source {@code Sampled}: from outside, by the instructions that fault; {@code Bootstrap}:
   *     where that is not possible, what the bootstrap inside the workers counts, as {@link
   *     Pool#collectorFaultShare()}
   * @param reason why nothing is sampled, in words; null with {@code Sampled}
   * @param share of all faults, 0..1; null while there is none
   * @param sampledFaults that the share is made of: one of {@value #SAMPLING_PERIOD} faults is
   *     sampled, of one worker after the other; null with {@code Bootstrap}
   * @param lostSamples that found no room, and are in no share; null with {@code Bootstrap}
   * @param workers those of the live ones that have had a turn, by pid; null with {@code Bootstrap}
   */
  public record CollectorFaults(
      String source,
      String reason,
      Double share,
      Long sampledFaults,
      Long lostSamples,
      List<SampledFaults> workers) {
    public static final int SAMPLING_PERIOD = 31;
  }

  /**
   * @param pid of a worker
   * @param sampledFaults of its faults
   * @param share of them inside the collector, 0..1; null while there is none
   */
  public record SampledFaults(int pid, long sampledFaults, Double share) {}

  /**
   * What bounds the pool from outside; each part is null where it could not be read.
   *
   * @param memory of the application's container
   * @param declaredMemoryLimitBytes that the pod's spec declares for that container now, which the
   *     kernel may not hold yet; null where none is declared
   * @param processor of the application's container
   * @param host the machine that it runs on
   */
  public record Container(
      Memory memory, Long declaredMemoryLimitBytes, Processor processor, Host host) {}

  /**
   * From the container's memory cgroup (kernel documentation, "Control Group v2" and "Memory
   * Resource Controller").
   *
   * @param limitBytes null where there is none
   * @param usageBytes all that is charged to it
   * @param usedBytes {@code usageBytes} less the file pages that can be dropped ({@code
   *     inactive_file}), which is what the kubelet calls the working set
   * @param peakBytes the most that {@code usageBytes} has been
   * @param oomKills processes that the kernel has killed for the limit's sake
   * @param pressureSome10 share of the last 10 s in which some task waited for memory, percent
   *     ({@code avg10} of {@code some})
   */
  public record Memory(
      Long limitBytes,
      Long usageBytes,
      Long usedBytes,
      Long peakBytes,
      Long oomKills,
      Double pressureSome10) {}

  /**
   * From the container's cpu cgroup, over the last interval.
   *
   * @param usedCores processor time per time
   * @param limitCores quota over period, null where there is none
   * @param throttledShare part of the periods in which the quota was used up, 0..1
   */
  public record Processor(Double usedCores, Double limitCores, Double throttledShare) {}

  /**
   * @param availableBytes {@code MemAvailable} of {@code /proc/meminfo}
   * @param pageCacheBytes {@code Cached} of the same
   */
  public record Host(Long availableBytes, Long pageCacheBytes) {}

  /**
   * What the sidecar found best to do with the pool.
   *
   * @param at when, ISO 8601 in UTC
   * @param action {@code Hold}, {@code Grow}, {@code Shrink}, {@code Recycle}, {@code
   *     RecycleAfterRequest} of a worker that is busy, or {@code Kill}
   * @param workers how many, with {@code Grow} and {@code Shrink}; else null
   * @param pid of whom, with {@code Recycle}, {@code RecycleAfterRequest} and {@code Kill}; else
   *     null
   * @param reason in words and numbers, one line
   * @param marginalBytes what one more worker is expected to cost at the end of its life
   * @param fits workers that fit the container's limit with headroom
   * @param recycleAboveBytes the threshold in force, after what the limit allows
   * @param bound what keeps the pool from being larger: {@code Memory}, {@code Processor}, {@code
   *     Idle}, {@code Ceiling} or {@code Unknown}
   */
  public record Decision(
      String at,
      String action,
      Integer workers,
      Integer pid,
      String reason,
      Long marginalBytes,
      Integer fits,
      Long recycleAboveBytes,
      String bound) {}

  /**
   * What became of an action that was sent to the server.
   *
   * @param at when it was sent, ISO 8601 in UTC
   * @param action as in {@link Decision}, but {@code Hold}
   * @param workers as in {@link Decision}
   * @param pid as in {@link Decision}
   * @param result {@code Confirmed} by its effect, {@code Failed} or {@code Pending}
   * @param reason why it was done, or why it failed; one line
   */
  public record ActionResult(
      String at, String action, Integer workers, Integer pid, String result, String reason) {}

  /**
   * @param reason CamelCase, stable, such as {@code CollectorReenabled}
   * @param message one line: the object, the cause, what to do
   */
  public record Finding(String reason, String message) {}
}
