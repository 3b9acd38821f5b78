package io.prefork.policy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;

/**
 * What the user declares. The API server fills in the defaults and refuses what the annotations
 * here forbid, so a spec that was read from it is complete and valid.
 *
 * @param selector pods of the policy's namespace, never empty
 * @param container name of the container that runs the server, or null: the pod's first
 * @param server the server in it
 * @param mode whether the policy is only measured or also applied
 * @param gc the collector policy
 * @param shutdown the exit policy
 * @param rss thresholds on a worker, or null
 * @param workers bounds of the pool, or null
 * @param reclaim what saved memory is spent on
 * @param counters which of the kernel's event counters are used
 * @param sensing how the workers are measured
 */
@ValidationRule(
    value =
        "!has(self.reclaim) || self.reclaim != 'Workers' || has(self.workers) && has(self.workers.max)",
    fieldPath = ".workers",
    reason = "FieldValueRequired",
    message =
        "reclaim Workers spends memory on more workers, up to a number that you set: write"
            + " workers: {max: N}, or reclaim: Auto")
@ValidationRule(
    value =
        "!has(self.reclaim) || self.reclaim != 'Respawns' || has(self.rss) &&"
            + " has(self.rss.recycleAbove)",
    fieldPath = ".rss",
    reason = "FieldValueRequired",
    message =
        "reclaim Respawns raises the threshold at which workers are recycled: write"
            + " rss: {recycleAbove: 400Mi} or another threshold, or reclaim: Auto")
@JsonIgnoreProperties(ignoreUnknown = true)
public record MemoryPolicySpec(
    @Required
        @SchemaFrom(type = PodSelector.class)
        @JsonPropertyDescription(
            "Pods of this namespace that the policy applies to, at least one label. Where two"
                + " policies select one pod, the older one wins. Required, no default.")
        LabelSelector selector,
    @Size(min = 1, max = 63)
        @ValidationRule(
            value = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
            message =
                "write a container's name as the pod declares it: lower-case letters, digits and"
                    + " '-', such as app")
        @JsonPropertyDescription(
            "Name of the container that runs the server. Default: the pod's first container.")
        String container,
    @Default("Auto")
        @JsonPropertyDescription(
            "The pre-fork server in the container. Auto recognises it by its processes."
                + " Default: Auto.")
        Server server,
    @Default("Observe")
        @JsonPropertyDescription(
            "Observe measures and changes nothing in the server, which is what a baseline needs."
                + " Enforce applies gc and shutdown to workers, and recycles and resizes where rss"
                + " and workers say so. Default: Observe.")
        Mode mode,
    @Default("{}")
        @JsonPropertyDescription(
            "Python's cyclic garbage collector in the workers, which writes to every object that"
                + " it visits and so copies the master's pages. In force with mode Enforce."
                + " Default: {mode: Default, reenable: Report}.")
        Gc gc,
    @Default("{}")
        @JsonPropertyDescription(
            "How a worker exits: interpreter teardown writes to every object once more. In force"
                + " with mode Enforce. Default: {mode: Finalize}.")
        Shutdown shutdown,
    @JsonPropertyDescription(
            "Thresholds on the memory of one worker, bytes. In force with mode Enforce."
                + " Default: none, workers live as long as the server lets them.")
        Rss rss,
    @JsonPropertyDescription(
            "Bounds between which the sidecar sets the number of workers of one pod: more while"
                + " there is demand and memory for them, fewer as soon as memory runs short. In"
                + " force with mode Enforce. Default: none, the number stays the server's own.")
        Workers workers,
    @Default("Auto")
        @JsonPropertyDescription(
            "What saved memory is spent on. Workers: on more workers, up to workers.max. Respawns:"
                + " on recycling less, by a threshold above rss.recycleAbove as far as the"
                + " container's memory limit allows; the number of workers stays. Auto: on workers"
                + " where memory is what bounds the pool, on fewer respawns where the processor"
                + " does, each only where workers.max or rss.recycleAbove is declared."
                + " Default: Auto.")
        Reclaim reclaim,
    @Default("Auto")
        @JsonPropertyDescription(
            "Which of the kernel's event counters measure the workers. Hardware: the processor's"
                + " (instructions, cycles, cache misses). Software: the kernel's own (page"
                + " faults). Auto: the first of these that the node and the pod's security allow."
                + " None: nothing is counted. Default: Auto.")
        Counters counters,
    @Default("{}")
        @JsonPropertyDescription(
            "How the workers are measured. Default: {cpuShare: 0.15%, collectorFaults: Count}.")
        Sensing sensing) {

  /** Servers that the sidecar knows. */
  public enum Server {
    Auto,
    UWSGI,
    Gunicorn
  }

  /** What saved memory is spent on. */
  public enum Reclaim {
    Auto,
    Workers,
    Respawns
  }

  /** Which of the kernel's event counters are used. */
  public enum Counters {
    Auto,
    Hardware,
    Software,
    None
  }

  /** Whether workers are changed. */
  public enum Mode {
    Observe,
    Enforce
  }

  /**
   * @param mode the collector policy of workers
   * @param reenable what becomes of calls in a worker that switch the collector back on
   * @param cycleGuard what keeps cycles from piling up where the collector does not run, or null
   */
  @ValidationRule(
      value =
          "!has(self.reenable) || self.reenable != 'Block' || has(self.mode) && self.mode != 'Default'",
      fieldPath = ".reenable",
      message =
          "keeps calls from undoing gc.mode, and Default does nothing that a call could undo: write"
              + " mode: Freeze, ThresholdZero or Immortal, or reenable: Report")
  @ValidationRule(
      value = "!has(self.cycleGuard) || has(self.mode) && self.mode != 'Default'",
      fieldPath = ".cycleGuard",
      message =
          "mode Default leaves the collector as it is, and a collection of the guard's would copy"
              + " what was preloaded: write mode: ThresholdZero beside it, or leave cycleGuard out")
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Gc(
      @Default("Default")
          @JsonPropertyDescription(
              "Default leaves the collector as it is. Freeze takes what the master loaded out of"
                  + " the collector's reach (gc.freeze) and goes on collecting what the worker"
                  + " allocates. ThresholdZero stops automatic collections in workers; cycles then"
                  + " pile up until a worker ends, unless cycleGuard is declared. Immortal is Freeze,"
                  + " and what the master loaded is made immortal before it forks, so that counting"
                  + " references copies nothing either; none of that is ever freed. It needs CPython 3.12 to 3.14 and a server"
                  + " that is started under it; elsewhere Freeze is in force, or Default in a"
                  + " free-threaded build, and the condition Degraded says why. Default: Default.")
          Mode mode,
      @Default("Report")
          @JsonPropertyDescription(
              "What becomes of calls of gc.enable, gc.set_threshold and gc.unfreeze in a worker."
                  + " Report lets them work, counts them, and names module, file and line: in the"
                  + " condition Degraded, with reason CollectorReenabled, where a call undid mode."
                  + " Block counts and names them too, but a call that would undo mode returns"
                  + " without doing so: gc.unfreeze unfreezes nothing; under ThresholdZero"
                  + " gc.set_threshold leaves the first threshold at 0, which gc.get_threshold"
                  + " says. gc.enable undoes no mode and works, and so do gc.disable, gc.isenabled"
                  + " and gc.collect. Allow lets them work and says nothing; figures of a worker"
                  + " whose mode was undone do not count as treated. gc.unfreeze does nothing in a"
                  + " pool that is Immortal in any case. A change holds for workers that are forked"
                  + " after it. Default: Report.")
          Reenable reenable,
      @JsonPropertyDescription(
              "Keeps unreachable cycles from piling up in workers in which the collector does not"
                  + " run by itself: under ThresholdZero, and under Freeze and Immortal where the"
                  + " application has disabled it. Refused with Default. Default: none.")
          CycleGuard cycleGuard) {

    /**
     * @param maxGrowthPercent how much a worker may grow over what it has after its first requests,
     *     percent of its private memory then, 1 to 1000
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record CycleGuard(
        @Default("20")
            @Min(1)
            @Max(1000)
            @JsonPropertyDescription(
                "How much memory of its own, which counts no page that it copied of the master's, a"
                    + " worker may get on top of what it has after its first 20 requests: percent of"
                    + " its private memory then, 1 to 1000, and never less than 1 MiB. Beyond it,"
                    + " what the worker has made is collected between two requests; where several"
                    + " requests may run in one worker (threads, greenlets), the collector runs by"
                    + " itself again, as under Freeze, until the worker ends. Default: 20.")
            Integer maxGrowthPercent) {}

    /** What happens to the collector in a worker. */
    public enum Mode {
      Default,
      Freeze,
      ThresholdZero,
      Immortal
    }

    /** What becomes of calls that switch the collector back on. */
    public enum Reenable {
      Allow,
      Report,
      Block
    }
  }

  /**
   * @param mode the exit policy of workers
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Shutdown(
      @Default("Finalize")
          @JsonPropertyDescription(
              "Finalize leaves the exit as it is. SkipFinalization runs the atexit hooks, flushes"
                  + " output, keeps the exit code, and leaves out the teardown."
                  + " Default: Finalize.")
          Mode mode) {

    /** What happens when a worker ends. */
    public enum Mode {
      Finalize,
      SkipFinalization
    }
  }

  /**
   * Thresholds on one worker, both quantities or both percentages.
   *
   * @param recycleAbove a quantity of at least 1Mi or a percentage from 1% to 100%, or null
   * @param killAbove the same and more than {@code recycleAbove}, or null: nothing is ever killed
   * @param metric what is compared with them
   */
  @ValidationRule(
      value = "!has(self.killAbove) || has(self.recycleAbove)",
      fieldPath = ".recycleAbove",
      reason = "FieldValueRequired",
      message =
          "killAbove needs it: write a recycleAbove below killAbove, so that a worker is asked to"
              + " leave before it is killed")
  @ValidationRule(
      value =
          "!has(self.killAbove) || !has(self.recycleAbove)"
              + " || string(self.killAbove).endsWith('%') == string(self.recycleAbove).endsWith('%')",
      fieldPath = ".killAbove",
      message =
          "cannot be compared with recycleAbove: write both as quantities, such as 400Mi and"
              + " 900Mi, or both as percentages, such as 40% and 90%")
  @ValidationRule(
      value =
          "!has(self.killAbove) || !has(self.recycleAbove)"
              + " || string(self.killAbove).endsWith('%') != string(self.recycleAbove).endsWith('%')"
              + " || !isQuantity(string(self.killAbove).replace('%', ''))"
              + " || !isQuantity(string(self.recycleAbove).replace('%', ''))"
              + " || quantity(string(self.killAbove).replace('%', ''))"
              + ".isGreaterThan(quantity(string(self.recycleAbove).replace('%', '')))",
      fieldPath = ".killAbove",
      messageExpression =
          "'must be more than recycleAbove (' + string(self.recycleAbove)"
              + " + '): raise killAbove or lower recycleAbove'",
      message = "must be more than recycleAbove: raise killAbove or lower recycleAbove")
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Rss(
      @SchemaFrom(type = IntOrString.class)
          @ValidationRule(value = THRESHOLD, message = THRESHOLD_REMEDY)
          @JsonPropertyDescription(
              "A worker above this ends after its current request and is replaced, one worker at"
                  + " a time, idle ones first. Where reclaim allows it, and as long as every worker"
                  + " can be replaced without cutting off a request, the threshold in force is"
                  + " higher, never lower. Bytes as a quantity (400Mi), or a percentage of the"
                  + " container's memory limit (40%). Default: none, no worker is recycled.")
          String recycleAbove,
      @SchemaFrom(type = IntOrString.class)
          @ValidationRule(value = THRESHOLD, message = THRESHOLD_REMEDY)
          @JsonPropertyDescription(
              "A worker above this is killed at once and loses its request; more than"
                  + " recycleAbove. Bytes as a quantity (900Mi), or a percentage of the container's"
                  + " memory limit (90%). Default: none, no worker is killed.")
          String killAbove,
      @Default("USS")
          @JsonPropertyDescription(
              "What is compared, bytes: USS is the worker's private memory, PSS adds its share of"
                  + " what is shared, RSS counts shared memory in full. Default: USS.")
          Metric metric) {

    private static final String THRESHOLD =
        "string(self).endsWith('%') ? string(self).matches('^([1-9][0-9]?|100)%$')"
            + " : isQuantity(string(self)) && !quantity(string(self)).isLessThan(quantity('1Mi'))";
    private static final String THRESHOLD_REMEDY =
        "write a quantity of at least 1Mi with the unit Mi, Gi, M or G, such as 400Mi, or a"
            + " percentage of the container's memory limit from 1% to 100%, such as 40%";

    /** Which size of a worker the thresholds are about, bytes. */
    public enum Metric {
      USS,
      PSS,
      RSS
    }
  }

  /**
   * Bounds of the pool of one pod, inclusive.
   *
   * @param min 1 to 10000, or null: the number that the server has started with
   * @param max 1 to 10000, or null: the number of workers stays the server's own
   */
  @ValidationRule(
      value = "!has(self.min) || has(self.max)",
      fieldPath = ".max",
      reason = "FieldValueRequired",
      message =
          "min alone changes nothing, since the number of workers is left to the server until max"
              + " is declared: write workers: {min: N, max: M}, or leave min out")
  @ValidationRule(
      value = "!has(self.min) || !has(self.max) || self.min <= self.max",
      fieldPath = ".min",
      message = "must not be more than max: lower min or raise max")
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Workers(
      @Min(1)
          @Max(10000)
          @JsonPropertyDescription(
              "Fewest workers of a pod, 1 to 10000, at most max; a pool is never shrunk below"
                  + " it. Default: the number that the server has started with.")
          Integer min,
      @Min(1)
          @Max(10000)
          @JsonPropertyDescription(
              "Most workers of a pod, 1 to 10000, at least min. A uWSGI server cannot have more"
                  + " than it was started for: where the pod's command line is visible, the injection"
                  + " raises that; else the condition Degraded says, with reason CeilingFixed,"
                  + " which lines to write. Default: none, the number is left to the server.")
          Integer max) {}

  /**
   * @param cpuShare percent of one core with a percent sign, such as {@code 0.15%}
   * @param collectorFaults how the share of page faults inside the collector is found
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Sensing(
      @Default("0.15%")
          @Size(max = 6)
          @ValidationRule(
              value =
                  "self.matches('^(100|[0-9]{1,2}([.][0-9]{1,2})?)%$')"
                      + " && !self.matches('^[0.]+%$')",
              message =
                  "write a percentage of one core from 0.01% to 100%, with at most two decimals,"
                      + " such as 0.15%")
          @JsonPropertyDescription(
              "Processor time that the sidecar may take over the long run, percent of one core, 0.01%"
                  + " to 100%. Its looks at the pool every two seconds come first; reading the"
                  + " workers' memory in full gets what they leave, and half of this in any case."
                  + " Less makes the figures older, not less exact. Default: 0.15%.")
          String cpuShare,
      @Default("Count")
          @JsonPropertyDescription(
              "How the sidecar finds which part of the workers' page faults, and so of the copying,"
                  + " happens inside Python's garbage collector. Count: the bootstrap in the workers"
                  + " counts them. Sample: from outside, by the instructions of one page fault in"
                  + " 31 of one worker after the other, as long as this is set; needs CAP_PERFMON or"
                  + " a seccomp profile that allows perf_event_open, and a Python with symbols; where"
                  + " one is missing, the finding FaultsNotSampled says so, and it is as with Count."
                  + " Default: Count.")
          CollectorFaults collectorFaults) {

    /** Where the share of faults inside the collector comes from. */
    public enum CollectorFaults {
      Count,
      Sample
    }
  }
}
