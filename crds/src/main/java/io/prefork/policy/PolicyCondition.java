package io.prefork.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * The schema of an entry of {@code status.conditions}, with Kubernetes' own bounds. Java code uses
 * the client's Condition, which has the same JSON.
 */
record PolicyCondition(
    @Required
        @Size(max = 316)
        @JsonPropertyDescription("Ready, Injected, Verified, Degraded or Conflict.")
        String type,
    @Required @JsonPropertyDescription("Whether it holds; Unknown while it cannot be said.")
        Status status,
    @JsonPropertyDescription("metadata.generation that this entry is about.")
        Long observedGeneration,
    @Required @JsonPropertyDescription("When status last changed, ISO 8601 in UTC.")
        String lastTransitionTime,
    @Required
        @Size(min = 1, max = 1024)
        @JsonPropertyDescription("Why, for machines: one CamelCase word.")
        String reason,
    @Required
        @Size(max = 32768)
        @JsonPropertyDescription("Why, for people, and what to do about it.")
        String message) {

  enum Status {
    True,
    False,
    Unknown
  }
}
