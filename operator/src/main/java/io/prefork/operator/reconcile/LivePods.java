package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.prefork.operator.injection.Injection;
import io.prefork.operator.report.ReportSource;
import io.prefork.protocol.Report;
import java.util.Map;
import java.util.Optional;

/** What the reconciler reads from a pod. */
final class LivePods {

  private static final int MAX_PORT = 65535;

  private LivePods() {}

  /** Whether the pod runs or will: neither finished nor on its way out. */
  static boolean isLive(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && switch (phase(pod)) {
          case "Succeeded", "Failed" -> false;
          default -> true;
        };
  }

  /**
   * Where the pod's report is; empty before the sidecar runs, which it does from the phase Running
   * on.
   */
  static Optional<ReportSource> source(Pod pod) {
    String address = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
    if (!Injection.isInjected(pod) || !phase(pod).equals("Running") || address == null) {
      return Optional.empty();
    }
    return port(pod).map(port -> ReportSource.of(address, port, pod.getMetadata().getUid()));
  }

  static String annotation(Pod pod, String name) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(name);
  }

  private static Optional<Integer> port(Pod pod) {
    return Optional.ofNullable(annotation(pod, Report.PORT_ANNOTATION))
        .filter(text -> text.matches("[0-9]{1,5}"))
        .map(Integer::valueOf)
        .filter(port -> port > 0 && port <= MAX_PORT);
  }

  private static String phase(Pod pod) {
    return pod.getStatus() == null || pod.getStatus().getPhase() == null
        ? "Pending"
        : pod.getStatus().getPhase();
  }
}
