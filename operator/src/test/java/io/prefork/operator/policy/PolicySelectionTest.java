package io.prefork.operator.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.prefork.policy.MemoryPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicySelectionTest {

  @Test
  void theOlderOfTwoPoliciesWins() {
    MemoryPolicy younger = Policies.policy("a");
    MemoryPolicy older = Policies.policy("b");
    older.getMetadata().setCreationTimestamp("2026-11-23T11:59:59Z");

    assertEquals("b", winner(List.of(younger, older)));
    assertEquals("b", winner(List.of(older, younger)));
  }

  @Test
  void theFirstByNameOfTwoEquallyOldPoliciesWins() {
    assertEquals("a", winner(List.of(Policies.policy("b"), Policies.policy("a"))));
  }

  @Test
  void aPolicyThatIsBeingDeletedSelectsNothing() {
    MemoryPolicy leaving = Policies.policy("a");
    leaving.getMetadata().setDeletionTimestamp("2026-11-23T12:30:00Z");

    assertEquals("b", winner(List.of(leaving, Policies.policy("b"))));
  }

  @Test
  void aPolicySelectsInItsOwnNamespaceOnly() {
    Pod elsewhere = pod(Map.of("app", "web"));
    elsewhere.getMetadata().setNamespace("other");

    assertFalse(PolicySelection.matches(Policies.policy("a"), elsewhere));
  }

  @Test
  void aPodWithoutLabelsIsNotSelected() {
    assertFalse(PolicySelection.matches(Policies.policy("a"), pod(null)));
  }

  @Test
  void anEmptySelectorSelectsNothing() {
    assertFalse(PolicySelection.matches(Policies.selecting("a", "{}"), pod(Map.of("app", "web"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{key: tier, operator: In, values: [front, back]} | front | true",
        "{key: tier, operator: In, values: [front, back]} | other | false",
        "{key: tier, operator: In, values: [front, back]} |       | false",
        "{key: tier, operator: NotIn, values: [front]}    | other | true",
        "{key: tier, operator: NotIn, values: [front]}    | front | false",
        "{key: tier, operator: NotIn, values: [front]}    |       | true",
        "{key: tier, operator: Exists}                    | any   | true",
        "{key: tier, operator: Exists}                    |       | false",
        "{key: tier, operator: DoesNotExist}              | any   | false",
        "{key: tier, operator: DoesNotExist}              |       | true",
      })
  void expressionsHoldAsTheyDoInTheApiServer(String expression, String tier, boolean expected) {
    MemoryPolicy policy =
        Policies.selecting(
            "a", "{matchLabels: {app: web}, matchExpressions: [%s]}".formatted(expression));
    Map<String, String> labels =
        tier == null ? Map.of("app", "web") : Map.of("app", "web", "tier", tier);

    assertEquals(expected, PolicySelection.matches(policy, pod(labels)));
  }

  @Test
  void allRequirementsHaveToHold() {
    MemoryPolicy policy = Policies.selecting("a", "{matchLabels: {app: web, tier: front}}");

    assertFalse(PolicySelection.matches(policy, pod(Map.of("app", "web"))));
    assertTrue(PolicySelection.matches(policy, pod(Map.of("app", "web", "tier", "front"))));
  }

  private static String winner(List<MemoryPolicy> policies) {
    return PolicySelection.winner(policies, pod(Map.of("app", "web")))
        .orElseThrow()
        .getMetadata()
        .getName();
  }

  private static Pod pod(Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withLabels(labels)
        .endMetadata()
        .build();
  }
}
