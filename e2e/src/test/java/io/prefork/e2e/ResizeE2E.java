package io.prefork.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.prefork.e2e.DemonstrationCluster.Demonstrated;
import io.prefork.protocol.Report;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A limit that is lowered below what is used, in place: the kubelet waits until there is room, and
 * the pool makes it, under load.
 */
@ExtendWith(DemonstrationCluster.class)
class ResizeE2E {
  private static final int WORKERS = 6;
  private static final long MEBIBYTE = 1 << 20;

  /** More than one worker's own memory, less than that of all that may go. */
  private static final long BELOW_USE = 30 * MEBIBYTE;

  @Test
  void thePoolMakesRoomForALowerLimitAndTheKubeletAppliesIt(Demonstrated demonstrated)
      throws Exception {
    try (var scenario = new Scenario(demonstrated.client(), "resize")) {
      scenario.apply("policy.yaml");
      scenario.awaitAdmission("resize");
      scenario.apply("pods.yaml");
      List<Resized> pods = new ArrayList<>();
      for (String name : List.of("uwsgi", "gunicorn")) {
        pods.add(new Resized(demonstrated.client(), scenario.awaitReady(name)));
      }
      pods.forEach(Resized::awaitWarmth);
      for (Resized pod : pods) {
        pod.lowerTheLimit();
        pod.awaitDelay();
      }
      pods.forEach(Resized::awaitRetreat);
      pods.forEach(Resized::awaitTheLimit);
      for (Resized pod : pods) {
        pod.assertUnharmed();
      }
    }
  }

  /** One of the pods, under load from the beginning. */
  private static final class Resized {
    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final PlainLoad load;
    private long limitBytes;

    Resized(KubernetesClient client, Pod pod) throws IOException {
      this.client = client;
      namespace = pod.getMetadata().getNamespace();
      name = pod.getMetadata().getName();
      var address = new InetSocketAddress(InetAddress.getByName(pod.getStatus().getPodIP()), 8000);
      load = new PlainLoad(target -> PlainRequest.answer(address, target), "/");
    }

    private Report report() {
      return Scenario.report(client, namespace, name);
    }

    private Pod pod() {
      return client.pods().inNamespace(namespace).withName(name).get();
    }

    private ContainerStatus app() {
      return pod().getStatus().getContainerStatuses().stream()
          .filter(status -> status.getName().equals("app"))
          .findFirst()
          .orElseThrow();
    }

    /** Until each worker has its own memory, which it takes with its first request. */
    void awaitWarmth() {
      Scenario.await(
          "six warm workers of " + name,
          () -> {
            var workers = report().workers();
            return workers.size() == WORKERS
                && workers.stream().allMatch(worker -> isWarm(worker.process()));
          });
    }

    private static boolean isWarm(Report.Process process) {
      return process.privateBytes() != null && process.privateBytes() > 24 * MEBIBYTE;
    }

    void lowerTheLimit() {
      long used = report().container().memory().usedBytes();
      limitBytes = (used - BELOW_USE) / MEBIBYTE * MEBIBYTE;
      var patch =
          "{\"spec\":{\"containers\":[{\"name\":\"app\",\"resources\":{\"limits\":{\"memory\":\"%d\"}}}]}}"
              .formatted(limitBytes);
      DemonstrationCluster.kubectl(
              "patch", "pod", name, "-n", namespace, "--subresource", "resize", "-p", patch)
          .succeeded();
    }

    void awaitDelay() {
      Scenario.await("the kubelet's condition on " + name, this::isBeingResized);
    }

    private boolean isBeingResized() {
      return pod().getStatus().getConditions().stream()
          .anyMatch(condition ->
              condition.getType().equals("PodResizeInProgress")
                  && condition.getStatus().equals("True"));
    }

    /** By a limit that was declared and not in force yet, as the report says for good. */
    void awaitRetreat() {
      Scenario.await(
          "a retreat of " + name,
          () -> {
            var report = report();
            return report.workers().size() < WORKERS
                && report.actions().stream().anyMatch(Resized::isRetreat);
          });
    }

    private static boolean isRetreat(Report.ActionResult action) {
      return action.action().equals("Shrink")
          && action.result().equals("Confirmed")
          && action.reason().contains("by the limit that the pod declares now");
    }

    void awaitTheLimit() {
      Scenario.await("the lower limit of " + name, () -> appliedBytes() == limitBytes);
      Scenario.await(
          "the lower limit in the report of " + name,
          () -> Long.valueOf(limitBytes).equals(report().container().memory().limitBytes()));
    }

    private long appliedBytes() {
      Quantity memory = app().getResources().getLimits().get("memory");
      return Quantity.getAmountInBytes(memory).longValueExact();
    }

    void assertUnharmed() throws InterruptedException {
      assertEquals(List.of(), load.stop(), name);
      assertEquals(0, app().getRestartCount(), name);
      assertNull(app().getLastState().getTerminated(), name);
      var report = report();
      assertEquals(0, report.container().memory().oomKills(), name);
      assertTrue(report.workers().size() >= 2, name);
      System.out.println(
          "resize: %s from %d workers to %d, limit %d MiB"
              .formatted(name, WORKERS, report.workers().size(), limitBytes / MEBIBYTE));
    }
  }
}
