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
 */
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
                + " Enforce applies gc and shutdown to workers. Default: Observe.")
        Mode mode,
    @Default("{}")
        @JsonPropertyDescription(
            "Python's cyclic garbage collector in the workers, which writes to every object that"
                + " it visits and so copies the master's pages. In force with mode Enforce."
                + " Default: {mode: Default}.")
        Gc gc,
    @Default("{}")
        @JsonPropertyDescription(
            "How a worker exits: interpreter teardown writes to every object once more. In force"
                + " with mode Enforce. Default: {mode: Finalize}.")
        Shutdown shutdown,
    @JsonPropertyDescription(
            "Thresholds on the memory of one worker. Checked and handed to the sidecar, which"
                + " does not act on them yet. Default: none.")
        Rss rss,
    @JsonPropertyDescription(
            "Bounds of the number of workers of one pod. Checked and handed to the sidecar, which"
                + " does not act on them yet. Default: none.")
        Workers workers) {

  /** Servers that the sidecar knows. */
  public enum Server {
    Auto,
    UWSGI,
    Gunicorn
  }

  /** Whether workers are changed. */
  public enum Mode {
    Observe,
    Enforce
  }

  /**
   * @param mode the collector policy of workers
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Gc(
      @Default("Default")
          @JsonPropertyDescription(
              "Default leaves the collector as it is. Freeze takes what the master loaded out of"
                  + " the collector's reach (gc.freeze) and goes on collecting what the worker"
                  + " allocates. ThresholdZero stops automatic collections in workers; cycles then"
                  + " pile up until a worker ends. Default: Default.")
          Mode mode) {

    /** What happens to the collector in a worker. */
    public enum Mode {
      Default,
      Freeze,
      ThresholdZero
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
              "A worker above this ends after its current request and is replaced. Bytes as a"
                  + " quantity (400Mi), or a percentage of the container's memory limit (40%)."
                  + " Default: none, no worker is recycled.")
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
   * @param min 1 to 10000, or null: no lower bound
   * @param max 1 to 10000, or null: no upper bound
   */
  @ValidationRule(
      value = "!has(self.min) || !has(self.max) || self.min <= self.max",
      fieldPath = ".min",
      message = "must not be more than max: lower min or raise max")
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Workers(
      @Min(1)
          @Max(10000)
          @JsonPropertyDescription(
              "Fewest workers of a pod, 1 to 10000, at most max. Default: none.")
          Integer min,
      @Min(1)
          @Max(10000)
          @JsonPropertyDescription(
              "Most workers of a pod, 1 to 10000, at least min. Default: none.")
          Integer max) {}
}
