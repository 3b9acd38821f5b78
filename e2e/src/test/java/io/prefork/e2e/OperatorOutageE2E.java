package io.prefork.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.prefork.e2e.DemonstrationCluster.Demonstrated;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicyStatus;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator that is gone changes nothing for pods; one that is back finds its way by itself. */
@ExtendWith(DemonstrationCluster.class)
class OperatorOutageE2E {

  @Test
  void podsLiveWithoutTheOperatorAndStatusRecovers(Demonstrated demonstrated) {
    var client = demonstrated.client();
    try (var scenario = new Scenario(client, "operator-outage")) {
      scenario.apply("policy.yaml");
      scenario.awaitAdmission("outage");
      scenario.apply("before.yaml");
      var before = scenario.awaitReady("before");
      Scenario.await("report of the pod", () -> pods(client, scenario, "reporting") == 1);

      deleteOperator(client);
      scenario.apply("during.yaml");
      var during = scenario.awaitReady("during");

      assertFalse(Scenario.hasSidecar(during), "created while nobody could inject");
      assertRunsOn(client, before);

      DemonstrationCluster.kubectl(
              "apply", "--server-side", "-k", Repository.ROOT.resolve("deploy/base").toString())
          .succeeded();
      Scenario.await("both pods in status", () -> pods(client, scenario, "matched") == 2);
      Scenario.await("report of the injected one", () -> pods(client, scenario, "reporting") == 1);
      Scenario.await(
          "a condition about the other one",
          () ->
              status(client, scenario).stream()
                  .flatMap(status -> status.conditions().stream())
                  .anyMatch(c -> c.getType().equals("Injected") && c.getStatus().equals("False")));
    }
  }

  private static void deleteOperator(KubernetesClient client) {
    var deployments =
        client.apps().deployments().inNamespace(DemonstrationCluster.OPERATOR_NAMESPACE);
    deployments.withName("prefork-operator").delete();
    Scenario.await(
        "end of the operator's pods",
        () ->
            client
                .pods()
                .inNamespace(DemonstrationCluster.OPERATOR_NAMESPACE)
                .list()
                .getItems()
                .isEmpty());
  }

  private static void assertRunsOn(KubernetesClient client, Pod before) {
    var now =
        client
            .pods()
            .inNamespace(before.getMetadata().getNamespace())
            .withName(before.getMetadata().getName())
            .get();
    assertTrue(Readiness.isPodReady(now));
    assertTrue(
        now.getStatus().getContainerStatuses().stream().allMatch(c -> c.getRestartCount() == 0));
  }

  private static int pods(KubernetesClient client, Scenario scenario, String which) {
    return status(client, scenario)
        .map(MemoryPolicyStatus::pods)
        .map(pods -> which.equals("matched") ? pods.matched() : pods.reporting())
        .orElse(0);
  }

  private static Optional<MemoryPolicyStatus> status(KubernetesClient client, Scenario scenario) {
    return Optional.ofNullable(
            client
                .resources(MemoryPolicy.class)
                .inNamespace(scenario.namespace())
                .withName("outage")
                .get())
        .map(MemoryPolicy::getStatus);
  }
}
