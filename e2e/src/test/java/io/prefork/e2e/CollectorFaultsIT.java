package io.prefork.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Page faults of real servers, sampled from outside beside what the bootstrap counts inside. */
class CollectorFaultsIT {
  /** Copying the catalogue alone is several times as many. */
  private static final long MANY_FAULTS = 3_000;

  @TempDir Path directory;
  private HostPod pod;

  static List<InstalledServer> servers() {
    return InstalledServer.all();
  }

  @BeforeEach
  void startTheSidecarFirst() throws Exception {
    pod = new HostPod(directory);
    pod.sidecar().startFirst(policy("Sample"));
  }

  @AfterEach
  void stop() throws Exception {
    pod.stop();
  }

  /** Under it workers collect as ever. */
  private static Map<String, ?> policy(String collectorFaults) {
    return Map.of("sensing", Map.of("cpuShare", "20%", "collectorFaults", collectorFaults));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void agreeWithTheBootstrapWhereThePythonNamesItsFunctions(InstalledServer server)
      throws Exception {
    pod.server().start(server, 1);
    Report before = pod.sidecar().reported(now -> now.collectorFaults() != null && isCounted(now));
    if (namesItsFunctions(before.workers().getFirst().process().pid())) {
      agree(before);
    } else {
      fallBack(before);
    }
    pod.sidecar().obey(policy("Count"));
    pod.sidecar().reported(now -> now.collectorFaults() == null);
    assertEquals(0, pod.sidecar().eventMappings());
  }

  /** A collection, and then work that copies and allocates outside of it. */
  private void agree(Report before) throws Exception {
    assertEquals("Sampled", before.collectorFaults().source(), before::toString);
    assertNull(before.collectorFaults().reason());
    assertTrue(pod.sidecar().eventMappings() > 0);
    long had = faults(before);
    pod.server().request("/collect", 1);
    pod.server().request("/work", 100);
    Report after =
        pod.sidecar()
            .reported(now ->
                isCounted(now)
                    && counted(now) - counted(before) > MANY_FAULTS
                    && sampled(now) - sampled(before) > 0.8 * (faults(now) - had) / 31);

    double outside =
        (sampledInside(after) - sampledInside(before)) / (sampled(after) - sampled(before));
    double inside = (counted(after) - counted(before)) / (double) (faults(after) - had);
    assertEquals(inside, outside, 0.05, after::toString);
    assertEquals(0, after.collectorFaults().lostSamples());
    assertEquals(1, after.collectorFaults().workers().size());
    assertTrue(
        pod.sidecar().metrics().contains("prefork_collector_faults_ratio{source=\"Sampled\"} "));
  }

  private void fallBack(Report report) throws Exception {
    Report.CollectorFaults faults = report.collectorFaults();
    assertEquals("Bootstrap", faults.source());
    assertTrue(faults.reason().contains("(stripped)"), faults::reason);
    assertEquals(report.pool().collectorFaultShare(), faults.share());
    assertTrue(
        report.findings().stream().anyMatch(finding -> finding.reason().equals("FaultsNotSampled")),
        report::toString);
    assertEquals(0, pod.sidecar().eventMappings());
  }

  private static boolean isCounted(Report report) {
    return report.workers().size() == 1
        && report.workers().getFirst().runtime() != null
        && report.pool().collectorFaultShare() != null;
  }

  private static long counted(Report report) {
    return report.workers().getFirst().runtime().collectorFaults();
  }

  private static long faults(Report report) {
    return report.workers().getFirst().minorFaults();
  }

  private static double sampled(Report report) {
    return report.collectorFaults().sampledFaults();
  }

  private static double sampledInside(Report report) {
    Double share = report.collectorFaults().share();
    return share == null ? 0 : share * sampled(report);
  }

  /** By binutils, of what that process has mapped. */
  private static boolean namesItsFunctions(int pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/maps")).stream()
        .filter(line -> line.contains(" r-xp ") && line.contains("/"))
        .map(line -> line.substring(line.indexOf('/')))
        .filter(path -> path.matches(".*/(lib)?python[^/]*"))
        .distinct()
        .anyMatch(path ->
            Command.run(Duration.ofMinutes(1), "nm", path).output().contains(" visit_decref"));
  }
}
