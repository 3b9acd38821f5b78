package io.prefork.operator.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.operator.measure.Claim;
import io.prefork.operator.measure.Claim.Truth;
import io.prefork.operator.measure.Claim.Type;
import io.prefork.operator.measure.Judgement;
import io.prefork.operator.measure.Measures;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicyStatus;
import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.policy.MemoryPolicyStatus.Pods;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusDraftTest {

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.5Z");
  private static final Instant LATER = NOON.plusSeconds(3600);

  private static MemoryPolicy policy(long generation, MemoryPolicyStatus status) {
    MemoryPolicy policy = new MemoryPolicy();
    policy.getMetadata().setGeneration(generation);
    policy.setStatus(status);
    return policy;
  }

  private static Judgement judgement(long poolPss, Claim claim) {
    Measurement baseline =
        new Measurement(1, 8.0, null, null, 1L, poolPss, null, null, null, null, null, null);
    return new Judgement(
        new Measures(new Pods(1, 1, 0, 1, 8), baseline, null, null), List.of(claim));
  }

  private static Claim ready(Truth truth, String message) {
    return new Claim(Type.Ready, truth, "Because", message);
  }

  private static MemoryPolicyStatus published() {
    return StatusDraft.changed(
            policy(1, null), judgement(1_000_000_000, ready(Truth.True, "so")), NOON)
        .orElseThrow();
  }

  @Test
  void aFirstStatusIsAChange() {
    MemoryPolicyStatus status = published();

    assertEquals(1, status.observedGeneration());
    assertEquals("2026-11-23T12:00:00Z", status.conditions().getFirst().getLastTransitionTime());
  }

  @Test
  void theSameAgainIsNone() {
    assertEquals(
        Optional.empty(),
        StatusDraft.changed(
            policy(1, published()), judgement(1_005_000_000, ready(Truth.True, "so")), LATER));
  }

  @Test
  void aNewGenerationIsAChange() {
    assertTrue(
        StatusDraft.changed(
                policy(2, published()), judgement(1_000_000_000, ready(Truth.True, "so")), LATER)
            .isPresent());
  }

  @Test
  void anotherMessageIsAChangeButNoTransition() {
    MemoryPolicyStatus status =
        StatusDraft.changed(
                policy(1, published()), judgement(1_000_000_000, ready(Truth.True, "else")), LATER)
            .orElseThrow();

    assertEquals("else", status.conditions().getFirst().getMessage());
    assertEquals("2026-11-23T12:00:00Z", status.conditions().getFirst().getLastTransitionTime());
  }

  @Test
  void anotherTruthIsATransition() {
    MemoryPolicyStatus status =
        StatusDraft.changed(
                policy(1, published()), judgement(1_000_000_000, ready(Truth.False, "no")), LATER)
            .orElseThrow();

    assertEquals("2026-11-23T13:00:00Z", status.conditions().getFirst().getLastTransitionTime());
  }
}
