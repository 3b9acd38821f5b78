package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.prefork.protocol.Report;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Chooses the port of the sidecar: the containers of a pod share one network namespace. */
final class ReportPort {

  static final int PREFERRED = 9797;
  private static final int MAX_PORT = 65535;

  private ReportPort() {}

  /**
   * The port that the pod's sidecar has already, unless another container declares it by now; else
   * the first one from {@value #PREFERRED} upwards that none declares.
   */
  static int of(Pod pod) {
    Set<Integer> taken =
        Stream.concat(
                pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
            .filter(container -> !Injection.SIDECAR_CONTAINER.equals(container.getName()))
            .map(Container::getPorts)
            .flatMap(ports -> ports.stream().map(ContainerPort::getContainerPort))
            .collect(Collectors.toSet());
    return IntStream.concat(present(pod), IntStream.rangeClosed(PREFERRED, MAX_PORT))
        .filter(port -> !taken.contains(port))
        .findFirst()
        .orElseThrow();
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
