package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFileBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/**
 * Has the kubelet tell the sidecar the memory limit that the server's container declares. A limit
 * that is lowered below what is used never reaches the cgroup, so that nobody would make room.
 *
 * <p>Only where a limit is declared: the kubelet writes what the node has to give where none is,
 * and a resize cannot take a declared one away.
 */
final class DeclaredMemoryLimit implements PodMutator {

  private static final String FILE = "memory-limit";

  @Override
  public Pod mutate(Pod pod, Injection injection) {
    boolean declared =
        pod.getSpec().getContainers().stream()
            .filter(container -> container.getName().equals(injection.container()))
            .anyMatch(DeclaredMemoryLimit::hasLimit);
    return declared
        ? DirectiveVolume.with(pod, file(injection.container()))
        : DirectiveVolume.without(pod, FILE);
  }

  private static boolean hasLimit(Container container) {
    if (container.getResources() == null) {
      return false;
    }
    Map<String, Quantity> limits = container.getResources().getLimits();
    return limits != null && limits.containsKey("memory");
  }

  private static DownwardAPIVolumeFile file(String container) {
    return new DownwardAPIVolumeFileBuilder()
        .withPath(FILE)
        .withNewResourceFieldRef()
        .withContainerName(container)
        .withResource("limits.memory")
        .endResourceFieldRef()
        .build();
  }
}
