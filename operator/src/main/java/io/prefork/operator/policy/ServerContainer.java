package io.prefork.operator.policy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.prefork.policy.MemoryPolicy;
import java.util.List;
import java.util.Optional;

/** Finds the container of a pod that runs the server. */
public final class ServerContainer {

  /**
   * Marks the container that was injected, for the sidecar (which sees it in {@code
   * /proc/PID/environ}) and for a later look at the same pod, whose first container may be another
   * by then.
   */
  public static final String MARK = "PREFORK_DIR";

  private ServerContainer() {}

  /**
   * The container that the policy names; where it names none, the one that is marked already, else
   * the pod's first. Empty when the policy names one that the pod does not have.
   */
  public static Optional<Container> in(Pod pod, MemoryPolicy policy) {
    List<Container> containers = pod.getSpec().getContainers();
    String named = policy.getSpec().container();
    if (named != null) {
      return containers.stream().filter(container -> container.getName().equals(named)).findFirst();
    }
    return containers.stream()
        .filter(ServerContainer::isMarked)
        .findFirst()
        .or(() -> containers.stream().findFirst());
  }

  private static boolean isMarked(Container container) {
    return container.getEnv().stream().anyMatch(variable -> MARK.equals(variable.getName()));
  }
}
