package io.prefork.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A pool of a real server of each kind grows by itself, in a memory cgroup, beside the runtime of
 * the sidecar's image.
 */
class GrowthIT {
  private static final int FEWEST = 2;
  private static final int MOST = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final long MEBIBYTE = 1 << 20;
  private static final long LIMIT_BYTES = 1024 * MEBIBYTE;

  /** More than is kept free in any case, less than what one more worker may take. */
  private static final long LITTLE_ROOM_BYTES = 24 * MEBIBYTE;

  @TempDir Path directory;
  private HostCgroup container;
  private HostPod pod;

  static List<InstalledServer> kinds() {
    return InstalledServer.kinds();
  }

  @BeforeEach
  void startTheSidecarFirst() throws Exception {
    container = HostCgroup.create(LIMIT_BYTES);
    pod = new HostPod(directory, container);
    Map<String, Object> spec = new HashMap<>(HostPod.SHARING);
    spec.put("workers", Map.of("min", FEWEST, "max", MOST));
    pod.sidecar().startFirst(spec);
  }

  @AfterEach
  void stop() throws Exception {
    if (pod != null) {
      pod.stop();
    }
    if (container != null) {
      container.close();
    }
  }

  /** Each request waits, as for a backend; there is always one more than workers. */
  @ParameterizedTest
  @MethodSource("kinds")
  void growsUnderLoadOnceTheLimitHasRoom(InstalledServer installed) throws Exception {
    pod.server().startResizable(installed, FEWEST, MOST, List.of());
    pod.server().awaitAnswer(PATIENCE);
    Report running = pod.sidecar().reported(GrowthIT::isComplete);
    long little = running.container().memory().usedBytes() + LITTLE_ROOM_BYTES;
    container.limit(little);
    try (PlainLoad load = new PlainLoad(pod, "/slow?seconds=0.4")) {
      Report full = pod.sidecar().reported(GrowthIT::hasNoRoom);
      container.limit(LIMIT_BYTES);
      Report grown = pod.sidecar().reported(GrowthIT::hasGrown);
      String reason = grown.actions().getLast().reason();

      assertEquals(FEWEST, full.workers().size(), full::toString);
      assertEquals(MOST, grown.workers().size(), grown::toString);
      String demand = installed.isUwsgi() ? " busy" : "connections waited in ";
      assertTrue(reason.contains(demand) && reason.contains(" fit"), reason);
      assertEquals(0, grown.container().memory().oomKills());
      assertEquals(List.of(), load.stop());
    }
  }

  private static boolean isComplete(Report report) {
    return report.workers().size() == FEWEST && report.pool().poolPssBytes() != null;
  }

  private static boolean hasNoRoom(Report report) {
    return report.decision() != null && report.decision().reason().startsWith("no room for more: ");
  }

  private static boolean hasGrown(Report report) {
    return report.actions() != null
        && report.actions().stream()
            .anyMatch(one -> one.action().equals("Grow") && one.result().equals("Confirmed"));
  }
}
