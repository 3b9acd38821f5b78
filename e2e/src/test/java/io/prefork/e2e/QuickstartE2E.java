package io.prefork.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.prefork.e2e.DemonstrationCluster.Demonstrated;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code deploy/quickstart --json} measures on real servers, against what we promise. */
@ExtendWith(DemonstrationCluster.class)
class QuickstartE2E {

  private static JsonNode figures;

  @BeforeAll
  static void demonstrate(Demonstrated demonstrated) {
    figures = demonstrated.figures();
  }

  @Test
  void lastLineHasItsPublishedForm() {
    var step =
        Set.of(
            "workers",
            "masterRssBytes",
            "sharedPerWorkerBytes",
            "privatePerWorkerBytes",
            "poolPssBytes",
            "cowEfficiency",
            "minorFaultsPerRequest",
            "requests",
            "failedRequests",
            "stopPeakRatio");
    assertEquals(new TreeSet<>(Set.of("kubernetes", "seconds", "servers")), names(figures));
    assertEquals(new TreeSet<>(Set.of("uwsgi", "gunicorn")), names(figures.get("servers")));
    for (var server : figures.get("servers")) {
      assertEquals(
          new TreeSet<>(
              Set.of(
                  "version",
                  "python",
                  "untouched",
                  "observed",
                  "enforced",
                  "reclaimedBytes",
                  "sidecarBytes",
                  "outsideReclaimedBytes",
                  "kubectlReclaimed")),
          names(server));
      for (var name : List.of("untouched", "observed", "enforced")) {
        assertEquals(new TreeSet<>(step), names(server.get(name)), name);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uwsgi", "gunicorn"})
  void enforcedWorkersStayShared(String server) {
    var enforced = step(server, "enforced");
    assertTrue(enforced.get("cowEfficiency").asDouble() >= 0.85, enforced.toString());
    assertTrue(
        enforced.get("privatePerWorkerBytes").asLong() * 4
            <= step(server, "untouched").get("privatePerWorkerBytes").asLong(),
        () -> figures.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"uwsgi", "gunicorn"})
  void losesNoRequest(String server) {
    for (var name : List.of("untouched", "observed", "enforced")) {
      assertTrue(step(server, name).get("requests").asLong() > 0, name);
      assertEquals(0, step(server, name).get("failedRequests").asLong(), name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uwsgi", "gunicorn"})
  void claimsWhatAnOutsiderMeasures(String server) {
    var figures = QuickstartE2E.figures.get("servers").get(server);
    var claimed = figures.get("reclaimedBytes").asDouble();
    var outside = figures.get("outsideReclaimedBytes").asDouble();
    assertTrue(outside > 0, figures.toString());
    assertEquals(outside, claimed, 0.1 * outside);
  }

  @ParameterizedTest
  @ValueSource(strings = {"uwsgi", "gunicorn"})
  void kubectlGetShowsTheClaim(String server) {
    var figures = QuickstartE2E.figures.get("servers").get(server);
    var mebibytes = Math.round(figures.get("reclaimedBytes").asDouble() / (1 << 20));
    assertEquals(mebibytes + "Mi", figures.get("kubectlReclaimed").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"uwsgi", "gunicorn"})
  void gracefulStopNeedsNoExtraMemory(String server) {
    assertTrue(step(server, "enforced").get("stopPeakRatio").asDouble() <= 1.05, figures::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"uwsgi", "gunicorn"})
  void deploymentIsByteForByteWhatWasApplied(String server) {
    var manifest = Repository.SAMPLES.resolve(server + ".yaml").toString();
    var diff =
        DemonstrationCluster.kubectl("diff", "-n", DemonstrationCluster.NAMESPACE, "-f", manifest);
    assertEquals("", diff.output());
    assertEquals(0, diff.exitCode());
  }

  private static JsonNode step(String server, String name) {
    return figures.get("servers").get(server).get(name);
  }

  private static Set<String> names(JsonNode node) {
    var names = new TreeSet<String>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
