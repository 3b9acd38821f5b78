package io.prefork.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What the operator measured. What was not measured is absent. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MemoryPolicyStatus(
    @JsonPropertyDescription("metadata.generation that this status is about.")
        Long observedGeneration,
    @JsonPropertyDescription("Ready, Injected, Verified, Degraded, each with a reason.")
        List<Condition> conditions,
    @JsonPropertyDescription("How many pods are where.") Pods pods,
    @JsonPropertyDescription("Mean over observed, untreated, warm pods.") Measurement baseline,
    @JsonPropertyDescription("Mean over treated, warm pods.") Measurement current,
    @JsonPropertyDescription(
            "Memory that the pools need less than their baseline, net of the sidecars.")
        Reclaimed reclaimed) {

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Pods(
      @JsonPropertyDescription("Pods that the selector matches.") Integer matched,
      @JsonPropertyDescription("Matched pods that carry the sidecar.") Integer injected,
      @JsonPropertyDescription("Pods whose workers have the policy in force.") Integer enforcing,
      @JsonPropertyDescription("Pods whose sidecar answered.") Integer reporting,
      @JsonPropertyDescription("Workers of the reporting pods.") Integer workers) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Measurement(
      @JsonPropertyDescription("Pods that this is the mean of.") Integer pods,
      @JsonPropertyDescription("Workers of one pod.") Double workersPerPod,
      @JsonPropertyDescription("RSS of the master, bytes.") Long masterRss,
      @JsonPropertyDescription("Shared_Clean + Shared_Dirty of one worker, bytes.")
          Long sharedPerWorker,
      @JsonPropertyDescription("Private_Clean + Private_Dirty of one worker, bytes.")
          Long privatePerWorker,
      @JsonPropertyDescription("PSS of the master and its workers, bytes.") Long poolPss,
      @JsonPropertyDescription(
              "Part of the master's anonymous memory that a worker still shares, 0 to 1.")
          Double cowEfficiency,
      @JsonPropertyDescription("Instructions per cycle.") Double ipc,
      @JsonPropertyDescription("Minor page faults for each request.") Double minorFaultsPerRequest,
      @JsonPropertyDescription("Part of the minor faults that happen inside the collector, 0 to 1.")
          Double gcFaultShare) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Reclaimed(
      @JsonPropertyDescription(
              "Sum over the treated pods, net of the sidecars, bytes; negative when it costs more than it gains.")
          Long bytes,
      @JsonPropertyDescription("The same as a quantity, for kubectl get.") String memory,
      @JsonPropertyDescription("bytes / treated pods.") Long bytesPerPod,
      @JsonPropertyDescription("PSS of the sidecars of these pods, bytes, already taken off.")
          Long sidecarBytes) {}
}
