package io.prefork.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.e2e.DemonstrationCluster.Demonstrated;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server that cannot load its application stops with its own code: masked, it would respawn
 * workers for ever.
 */
@ExtendWith(DemonstrationCluster.class)
class ExitCodeE2E {

  @ParameterizedTest
  @CsvSource({"gunicorn, 3", "uwsgi, 22"})
  void serverStopsWithItsOwnCode(String server, int code, Demonstrated demonstrated) {
    try (var scenario = new Scenario(demonstrated.client(), "exit-codes")) {
      scenario.apply("policy.yaml");
      scenario.awaitAdmission("unbootable");
      scenario.apply(server + ".yaml");
      var ended =
          demonstrated
              .client()
              .pods()
              .inNamespace(scenario.namespace())
              .withName(server + "-unbootable")
              .waitUntilCondition(
                  p -> p != null && Scenario.terminated(p, "app").isPresent(),
                  120,
                  TimeUnit.SECONDS);
      assertTrue(Scenario.hasSidecar(ended), "the policy must be on");
      assertEquals(code, Scenario.terminated(ended, "app").orElseThrow().getExitCode());
    }
  }
}
