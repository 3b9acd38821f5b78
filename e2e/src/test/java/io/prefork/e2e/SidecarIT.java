package io.prefork.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The runtime of the sidecar's image beside every real server of this machine. */
class SidecarIT {
  private static final int WORKERS = 2;

  @TempDir Path directory;
  private HostPod pod;

  static List<InstalledServer> servers() {
    return InstalledServer.all();
  }

  @BeforeEach
  void startTheSidecarFirst() throws Exception {
    pod = new HostPod(directory);
    pod.sidecar().startFirst(HostPod.SHARING);
  }

  @AfterEach
  void stop() throws Exception {
    pod.stop();
  }

  private static boolean isComplete(Report report) {
    return report.workers().size() == WORKERS && report.pool().poolPssBytes() != null;
  }

  private static Set<Integer> workers(Report report) {
    return report.workers().stream()
        .map(worker -> worker.process().pid())
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void measuresWorkersAndNothingElse(InstalledServer server) throws Exception {
    pod.server().start(server, WORKERS);
    pod.sidecar().reported(SidecarIT::isComplete);
    pod.server().request("/work", 60);
    Report report =
        pod.sidecar()
            .reported(now ->
                isComplete(now)
                    && now.workers().stream().allMatch(worker -> worker.runtime() != null));

    assertEquals(server.isUwsgi() ? "UWSGI" : "Gunicorn", report.server().kind());
    assertEquals(server.version(), report.server().version());
    assertEquals(server.python(), report.server().python());
    assertEquals("shop/web", report.directive().policy());
    assertTrue(report.pool().cowEfficiency() > 0.5, () -> "" + report.pool());
    assertTrue(report.pool().privatePerWorkerBytes() < report.pool().masterRssBytes());
    assertTrue(
        report.workers().stream().allMatch(worker -> worker.runtime().gc().equals("Freeze")));
    assertEquals(List.of(), report.findings());
    assertTrue(pod.sidecar().metrics().contains("prefork_pool_pss_bytes "));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void countsRequestsWhereTheServerDoes(InstalledServer server) throws Exception {
    pod.server().start(server, WORKERS);
    pod.sidecar().reported(SidecarIT::isComplete);
    pod.server().request("/state", 30);

    if (server.isUwsgi()) {
      Report report =
          pod.sidecar().reported(now -> now.pool() != null && now.pool().requests() == 30);
      assertNotNull(report.pool().minorFaultsPerRequest());
    } else {
      assertNull(pod.sidecar().reported(SidecarIT::isComplete).pool().requests());
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void followsTheServerThroughKilledWorkersAndRestarts(InstalledServer server) throws Exception {
    pod.server().start(server, WORKERS);
    Report before = pod.sidecar().reported(SidecarIT::isComplete);
    int victim = before.workers().getFirst().process().pid();
    ProcessHandle.of(victim).orElseThrow().destroyForcibly();
    Report replaced =
        pod.sidecar().reported(now -> isComplete(now) && !workers(now).contains(victim));
    pod.server().kill();
    pod.sidecar().reported(now -> now.workers().isEmpty() && now.server() == null);
    pod.server().start(server, WORKERS);
    Report after = pod.sidecar().reported(SidecarIT::isComplete);

    assertTrue(after.master().startTicks() > replaced.master().startTicks());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void findsAServerThatWasThereBeforeIt(InstalledServer server) throws Exception {
    pod.server().start(server, WORKERS);
    Report before = pod.sidecar().reported(SidecarIT::isComplete);
    pod.sidecar().stop();
    pod.sidecar().start();

    assertEquals(workers(before), workers(pod.sidecar().reported(SidecarIT::isComplete)));
  }
}
