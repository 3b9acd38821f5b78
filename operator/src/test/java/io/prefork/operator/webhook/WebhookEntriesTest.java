package io.prefork.operator.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.prefork.operator.policy.Policies;
import io.prefork.policy.MemoryPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the API server is told to ask about: no pod that no policy selects. */
class WebhookEntriesTest {

  private static final Endpoint ENDPOINT = Endpoint.ofService("prefork-system");

  private static List<MutatingWebhook> entries(MemoryPolicy... policies) {
    return WebhookEntries.of(List.of(policies), "prefork-system", ENDPOINT.trusting("Y2E="));
  }

  private static List<String> names(MemoryPolicy... policies) {
    return entries(policies).stream().map(MutatingWebhook::getName).toList();
  }

  private static MemoryPolicy in(String namespace, MemoryPolicy policy) {
    policy.getMetadata().setNamespace(namespace);
    return policy;
  }

  private static MemoryPolicy beingDeleted(MemoryPolicy policy) {
    policy.getMetadata().setDeletionTimestamp("2026-11-23T13:00:00Z");
    return policy;
  }

  @Test
  void asksAboutThePodsOfThePolicysNamespaceThatItSelects() {
    MemoryPolicy policy =
        Policies.selecting(
            "web",
            "{matchLabels: {app: web}, matchExpressions: [{key: track, operator: NotIn, values: [x]}]}");

    MutatingWebhook entry = entries(policy).getFirst();

    assertEquals(
        Map.of("kubernetes.io/metadata.name", "shop"),
        entry.getNamespaceSelector().getMatchLabels());
    assertEquals(List.of(), entry.getNamespaceSelector().getMatchExpressions());
    assertEquals(policy.getSpec().selector(), entry.getObjectSelector());
  }

  @Test
  void asksAboutNewPodsOnly() {
    List<RuleWithOperations> rules = entries(Policies.policy("web")).getFirst().getRules();

    assertEquals(1, rules.size());
    RuleWithOperations rule = rules.getFirst();
    assertEquals(List.of("CREATE"), rule.getOperations());
    assertEquals(List.of(""), rule.getApiGroups());
    assertEquals(List.of("v1"), rule.getApiVersions());
    assertEquals(List.of("pods"), rule.getResources());
    assertEquals("Namespaced", rule.getScope());
  }

  @Test
  void isNeverInTheWay() {
    MutatingWebhook entry = entries(Policies.policy("web")).getFirst();

    assertEquals("Ignore", entry.getFailurePolicy());
    assertEquals(2, entry.getTimeoutSeconds());
    assertEquals("None", entry.getSideEffects());
    assertEquals("IfNeeded", entry.getReinvocationPolicy());
  }

  @Test
  void reachesTheOperatorsServiceAndTrustsItsAuthority() {
    var client = entries(Policies.policy("web")).getFirst().getClientConfig();

    assertEquals("prefork-operator", client.getService().getName());
    assertEquals("prefork-system", client.getService().getNamespace());
    assertEquals("/inject", client.getService().getPath());
    assertEquals("Y2E=", client.getCaBundle());
  }

  @Test
  void hasOneEntryAPolicyUnderANameOfItsOwn() {
    assertEquals(
        List.of("a.shop.prefork.io", "b.c.prefork.io", "b.shop.prefork.io"),
        names(Policies.policy("b"), in("c", Policies.policy("b")), Policies.policy("a")));
  }

  @Test
  void asksNoMoreForAPolicyThatIsBeingDeleted() {
    assertEquals(
        List.of("b.shop.prefork.io"),
        names(beingDeleted(Policies.policy("a")), Policies.policy("b")));
  }

  @Test
  void neverAsksAboutTheOperatorsOwnPods() {
    assertEquals(List.of(), names(in("prefork-system", Policies.policy("own"))));
  }
}
