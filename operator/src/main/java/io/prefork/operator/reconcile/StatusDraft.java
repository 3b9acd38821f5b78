package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.prefork.operator.measure.Claim;
import io.prefork.operator.measure.Judgement;
import io.prefork.operator.measure.Wobble;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicyStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The status as it should be, set against the one that is published. */
final class StatusDraft {

  private StatusDraft() {}

  /** The status to publish, or empty when the published one says the same. */
  static Optional<MemoryPolicyStatus> changed(
      MemoryPolicy policy, Judgement judgement, Instant now) {
    MemoryPolicyStatus published = policy.getStatus();
    Long generation = policy.getMetadata().getGeneration();
    MemoryPolicyStatus fresh =
        new MemoryPolicyStatus(
            generation,
            judgement.claims().stream()
                .map(claim -> condition(claim, published, generation, now))
                .toList(),
            judgement.measures().pods(),
            judgement.measures().baseline(),
            judgement.measures().current(),
            judgement.measures().reclaimed());
    return saysTheSame(published, fresh) ? Optional.empty() : Optional.of(fresh);
  }

  /** The published condition of a type, or null. */
  static Condition published(MemoryPolicyStatus status, String type) {
    if (status == null || status.conditions() == null) {
      return null;
    }
    return status.conditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst()
        .orElse(null);
  }

  private static Condition condition(
      Claim claim, MemoryPolicyStatus published, Long generation, Instant now) {
    Condition before = published(published, claim.type().name());
    boolean stays = before != null && claim.truth().name().equals(before.getStatus());
    return new ConditionBuilder()
        .withType(claim.type().name())
        .withStatus(claim.truth().name())
        .withReason(claim.reason())
        .withMessage(claim.message())
        .withObservedGeneration(generation)
        .withLastTransitionTime(
            stays ? before.getLastTransitionTime() : now.truncatedTo(ChronoUnit.SECONDS).toString())
        .build();
  }

  private static boolean saysTheSame(MemoryPolicyStatus published, MemoryPolicyStatus fresh) {
    return published != null
        && Objects.equals(published.observedGeneration(), fresh.observedGeneration())
        && sameConditions(published.conditions(), fresh.conditions())
        && Objects.equals(published.pods(), fresh.pods())
        && Wobble.isNoise(published.baseline(), fresh.baseline())
        && Wobble.isNoise(published.current(), fresh.current())
        && Wobble.isNoise(published.reclaimed(), fresh.reclaimed());
  }

  private static boolean sameConditions(List<Condition> published, List<Condition> fresh) {
    return Objects.equals(published, fresh);
  }
}
