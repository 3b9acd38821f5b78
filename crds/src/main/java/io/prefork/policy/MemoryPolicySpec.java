package io.prefork.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.LabelSelector;

/** What the user declares. Every field but the selector has a default. */
public record MemoryPolicySpec(
    @Required @JsonPropertyDescription("Pods in this namespace that the policy applies to.")
        LabelSelector selector,
    @JsonPropertyDescription(
            "Name of the container that runs the server. Default: the pod's first container.")
        String container,
    @Default("Auto")
        @JsonPropertyDescription(
            "The server: Auto (recognise it), UWSGI or Gunicorn. Default: Auto.")
        Server server,
    @Default("Observe")
        @JsonPropertyDescription(
            "Observe measures and changes nothing; Enforce applies the policy. Default: Observe.")
        Mode mode,
    @JsonPropertyDescription("What happens to Python's cyclic garbage collector in the workers.")
        Gc gc,
    @JsonPropertyDescription("What happens when a worker exits.") Shutdown shutdown,
    @JsonPropertyDescription("Thresholds on the memory of one worker.") Rss rss,
    @JsonPropertyDescription("Bounds of the number of workers of one pod.") Workers workers) {

  public enum Server {
    Auto,
    UWSGI,
    Gunicorn
  }

  public enum Mode {
    Observe,
    Enforce
  }

  public record Gc(
      @Default("Default") @JsonPropertyDescription("Default, Freeze or ThresholdZero.") Mode mode) {
    public enum Mode {
      Default,
      Freeze,
      ThresholdZero
    }
  }

  public record Shutdown(
      @Default("Finalize") @JsonPropertyDescription("Finalize or SkipFinalization.") Mode mode) {
    public enum Mode {
      Finalize,
      SkipFinalization
    }
  }

  public record Rss(
      @JsonPropertyDescription("Quantity, or percentage of the container's memory limit.")
          String recycleAbove,
      @JsonPropertyDescription("Quantity, or percentage of the container's memory limit.")
          String killAbove,
      @Default("USS") @JsonPropertyDescription("USS, PSS or RSS. Default: USS.") Metric metric) {
    public enum Metric {
      USS,
      PSS,
      RSS
    }
  }

  public record Workers(
      @JsonPropertyDescription("Fewest workers, at least 1.") Integer min,
      @JsonPropertyDescription("Most workers.") Integer max) {}
}
