package io.prefork.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.e2e.DemonstrationCluster.Demonstrated;
import io.prefork.policy.MemoryPolicy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Pod Security <em>restricted</em> and a non-root application: nothing more is needed to be
 * measured.
 */
@ExtendWith(DemonstrationCluster.class)
class RestrictedNamespaceE2E {

  @Test
  void sidecarRunsAndReadsTheWorkers(Demonstrated demonstrated) {
    var client = demonstrated.client();
    var labels = Map.of("pod-security.kubernetes.io/enforce", "restricted");
    try (var scenario = new Scenario(client, "restricted", labels)) {
      scenario.apply("policy.yaml");
      scenario.awaitAdmission("restricted");
      scenario.apply("pod.yaml");

      assertTrue(Scenario.hasSidecar(scenario.awaitReady("served")));
      Scenario.await(
          "two workers in status",
          () -> {
            var status =
                client
                    .resources(MemoryPolicy.class)
                    .inNamespace(scenario.namespace())
                    .withName("restricted")
                    .get()
                    .getStatus();
            return status != null
                && status.pods() != null
                && Integer.valueOf(2).equals(status.pods().workers());
          });
      Scenario.await(
          "smaps_rollup of the workers, which the kernel shows to the same user only",
          () -> {
            var pool = Scenario.report(client, scenario.namespace(), "served").pool();
            return pool != null && pool.privatePerWorkerBytes() != null;
          });
    }
  }
}
