package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.prefork.protocol.Report;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Chooses the port of the sidecar: the containers of a pod share one network namespace. */
final class ReportPort {

  private static final int PREFERRED = 9797;
  private static final int SPREAD = 200;
  private static final int MAX_PORT = 65535;

  private ReportPort() {}

  /**
   * The port that the pod's sidecar has already, unless another container declares it by now; else
   * the first one from {@value #PREFERRED} upwards that none declares. A pod in its node's network
   * begins higher, by its name: its port is the node's, and two pods that declare one port are
   * never on one node.
   */
  static int of(Pod pod) {
    Set<Integer> taken =
        Stream.concat(
                pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
            .filter(container -> !Injection.SIDECAR_CONTAINER.equals(container.getName()))
            .map(Container::getPorts)
            .flatMap(ports -> ports.stream().map(ContainerPort::getContainerPort))
            .collect(Collectors.toSet());
    return IntStream.concat(present(pod), IntStream.rangeClosed(first(pod), MAX_PORT))
        .filter(port -> !taken.contains(port))
        .findFirst()
        .orElseThrow();
  }

  private static int first(Pod pod) {
    if (!Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
      return PREFERRED;
    }
    ObjectMeta metadata = pod.getMetadata();
    String name =
        metadata.getGenerateName() == null ? metadata.getName() : metadata.getGenerateName();
    return PREFERRED + Math.floorMod(Objects.hash(metadata.getNamespace(), name), SPREAD);
  }

  private static IntStream present(Pod pod) {
    String annotation = Injection.annotations(pod).get(Report.PORT_ANNOTATION);
    if (!Injection.isInjected(pod) || annotation == null || !annotation.matches("[0-9]{4,5}")) {
      return IntStream.empty();
    }
    int port = Integer.parseInt(annotation);
    return port >= 1024 && port <= MAX_PORT ? IntStream.of(port) : IntStream.empty();
  }
}
