package io.prefork.policy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonProperty.Access;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/**
 * What the operator measured. What was not measured is null here and absent there; zero always
 * means a measured zero.
 *
 * @param observedGeneration {@code metadata.generation} that this status is about
 * @param conditions at most one of a type
 * @param pods how many pods are where
 * @param baseline mean over observed, untreated, warm pods, or null while there was none
 * @param current mean over treated, warm pods, or null while there is none
 * @param reclaimed what the treated pods need less, or null without a baseline
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MemoryPolicyStatus(
    @JsonPropertyDescription("metadata.generation that this status is about.")
        Long observedGeneration,
    @SchemaFrom(type = PolicyCondition[].class)
        @JsonPropertyDescription(
            "What holds for the policy, one entry a type, each with a machine-readable reason.")
        List<Condition> conditions,
    @JsonPropertyDescription("How many pods are where, and their workers.") Pods pods,
    @JsonPropertyDescription(
            "What a pod needs without the policy: mean over the pods that were observed untreated"
                + " once their workers were warm. Kept when those pods are gone; absent while"
                + " there was none.")
        Measurement baseline,
    @JsonPropertyDescription(
            "What a pod needs with the policy: mean over the treated pods whose workers are warm."
                + " Absent while there is none.")
        Measurement current,
    @JsonPropertyDescription(
            "Memory that the treated pods need less than their baseline for the same number of"
                + " workers, net of the sidecars. Absent without a baseline.")
        Reclaimed reclaimed) {

  /**
   * @param matched pods that the selector matches
   * @param injected matched pods that carry the sidecar
   * @param enforcing pods whose workers have the policy in force
   * @param reporting pods whose sidecar answered
   * @param workers live workers of the reporting pods
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Pods(
      @JsonPropertyDescription("Pods that the selector matches.") Integer matched,
      @JsonPropertyDescription("Matched pods that carry the sidecar.") Integer injected,
      @JsonPropertyDescription("Pods whose workers have the policy in force.") Integer enforcing,
      @JsonPropertyDescription("Pods whose sidecar answered.") Integer reporting,
      @JsonPropertyDescription("Live workers of the reporting pods.") Integer workers) {

    /** Reporting of matched pods, such as {@code 2/3}, or null while either is unknown. */
    @JsonProperty(value = "summary", access = Access.READ_ONLY)
    @JsonPropertyDescription("Reporting of matched pods, such as 2/3.")
    public String summary() {
      return reporting == null || matched == null ? null : reporting + "/" + matched;
    }
  }

  /**
   * Means over the pods of one kind. Sizes are bytes.
   *
   * @param pods how many
   * @param workersPerPod live workers of one pod
   * @param masterRss the master's RSS
   * @param sharedPerWorker {@code Shared_Clean + Shared_Dirty} of one worker
   * @param privatePerWorker {@code Private_Clean + Private_Dirty} of one worker
   * @param poolPss PSS of a master and all of its workers
   * @param cowEfficiency {@code (worker Anonymous - worker Private_Dirty) / master Anonymous}, 0..1
   * @param ipc instructions per cycle
   * @param minorFaultsPerRequest minor page faults for each request
   * @param gcFaultShare part of the minor faults that happen inside the collector, 0..1
   * @param llcMissRatio part of the references to the last-level cache that miss, 0..1
   * @param respawnsPerHour workers of one pod that are replaced, whatever the cause
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Measurement(
      @JsonPropertyDescription("Pods that this is the mean of.") Integer pods,
      @JsonPropertyDescription("Live workers of one pod.") Double workersPerPod,
      @JsonPropertyDescription("RSS of the master, bytes.") Long masterRss,
      @JsonPropertyDescription("Shared_Clean + Shared_Dirty of one worker, bytes.")
          Long sharedPerWorker,
      @JsonPropertyDescription("Private_Clean + Private_Dirty of one worker, bytes.")
          Long privatePerWorker,
      @JsonPropertyDescription("PSS of the master and its workers, bytes.") Long poolPss,
      @JsonPropertyDescription(
              "Part of the master's anonymous memory that a worker still shares: (worker Anonymous"
                  + " - worker Private_Dirty) / master Anonymous, 0 to 1.")
          Double cowEfficiency,
      @JsonPropertyDescription(
              "Instructions per cycle of the workers. Absent without hardware counters.")
          Double ipc,
      @JsonPropertyDescription("Minor page faults of the workers for each request.")
          Double minorFaultsPerRequest,
      @JsonPropertyDescription(
              "Part of the workers' minor page faults that happen inside the collector, 0 to 1.")
          Double gcFaultShare,
      @JsonPropertyDescription(
              "Part of the references to the processor's last-level cache that miss, 0 to 1."
                  + " Absent without hardware counters.")
          Double llcMissRatio,
      @JsonPropertyDescription(
              "Workers of one pod that are replaced in an hour, whatever the cause, over the time"
                  + " that its sidecar has watched the server. Absent in the first 10 minutes.")
          Double respawnsPerHour) {

    /** {@link #cowEfficiency()} in whole percent, such as {@code 93%}, or null. */
    @JsonProperty(value = "shared", access = Access.READ_ONLY)
    @JsonPropertyDescription("cowEfficiency in whole percent, such as 93%.")
    public String shared() {
      return cowEfficiency == null ? null : Math.round(cowEfficiency * 100) + "%";
    }
  }

  /**
   * @param bytes sum over the treated pods, net of the sidecars; negative when the policy costs
   *     more than it gains
   * @param memory the same as a quantity in whole Mi, such as {@code 812Mi}
   * @param bytesPerPod {@code bytes} over the number of treated pods
   * @param sidecarBytes PSS of the sidecars of these pods, already taken off {@code bytes}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Reclaimed(
      @JsonPropertyDescription(
              "Sum over the treated pods, net of the sidecars, bytes; negative when the policy"
                  + " costs more than it gains.")
          Long bytes,
      @JsonPropertyDescription("bytes as a quantity, such as 812Mi.") String memory,
      @JsonPropertyDescription("bytes for each treated pod.") Long bytesPerPod,
      @JsonPropertyDescription("PSS of the sidecars of these pods, bytes, already taken off.")
          Long sidecarBytes) {}
}
