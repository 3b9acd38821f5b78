package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The sidecar's requests and limits, so chosen that the pod stays what it was: of the same quality
 * of service, within its own budget, and admissible under the quotas that it was written for.
 */
final class SidecarResources {

  private static final String CPU = "cpu";
  private static final String MEMORY = "memory";
  private static final String EPHEMERAL_STORAGE = "ephemeral-storage";

  private static final Quantity MEMORY_REQUEST = new Quantity("16Mi");
  private static final Quantity MEMORY_LIMIT = new Quantity("64Mi");
  private static final Quantity CPU_REQUEST = new Quantity("10m");

  /** A JVM's start is throttled below this; used only where a limit has to be. */
  private static final Quantity CPU_LIMIT = new Quantity("100m");

  private static final Quantity STORAGE = new Quantity("16Mi");

  private SidecarResources() {}

  /**
   * Requests and limits for the sidecar of this pod.
   *
   * <ul>
   *   <li>A pod with a budget of its own ({@code spec.resources}): none, since the requests of its
   *       containers must not exceed the budget.
   *   <li>A Guaranteed pod: limits equal to requests, or it would become Burstable.
   *   <li>Else small requests, and a limit on memory. A limit on CPU and figures for ephemeral
   *       storage only where all containers declare them: a quota on these refuses a pod that has a
   *       container without.
   * </ul>
   */
  static ResourceRequirements beside(Pod pod) {
    ResourceRequirementsBuilder resources = new ResourceRequirementsBuilder();
    if (hasBudget(pod)) {
      return resources.build();
    }
    List<Container> containers = containers(pod);
    boolean guaranteed = containers.stream().allMatch(SidecarResources::isGuaranteed);
    resources
        .addToRequests(CPU, guaranteed ? CPU_LIMIT : CPU_REQUEST)
        .addToRequests(MEMORY, guaranteed ? MEMORY_LIMIT : MEMORY_REQUEST)
        .addToLimits(MEMORY, MEMORY_LIMIT);
    if (allDeclare(containers, ResourceRequirements::getLimits, CPU)) {
      resources.addToLimits(CPU, CPU_LIMIT);
    }
    if (allDeclare(containers, ResourceRequirements::getLimits, EPHEMERAL_STORAGE)) {
      resources.addToLimits(EPHEMERAL_STORAGE, STORAGE);
    }
    if (allDeclare(containers, ResourceRequirements::getRequests, EPHEMERAL_STORAGE)) {
      resources.addToRequests(EPHEMERAL_STORAGE, STORAGE);
    }
    return resources.build();
  }

  /** The limit of a resource of which only the request has been declared. */
  static Quantity limitOf(String resource, Quantity request) {
    return resource.equals(CPU) ? CPU_LIMIT : request;
  }

  private static boolean hasBudget(Pod pod) {
    ResourceRequirements budget = pod.getSpec().getResources();
    return budget != null
        && Stream.of(budget.getRequests(), budget.getLimits())
            .anyMatch(figures -> figures != null && !figures.isEmpty());
  }

  private static List<Container> containers(Pod pod) {
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .filter(container -> !Injection.SIDECAR_CONTAINER.equals(container.getName()))
        .toList();
  }

  /** Kubernetes documentation, "Pod Quality of Service Classes": an absent request is the limit. */
  private static boolean isGuaranteed(Container container) {
    return Stream.of(CPU, MEMORY)
        .allMatch(resource -> {
          Quantity limit = of(container, ResourceRequirements::getLimits).get(resource);
          Map<String, Quantity> requests = of(container, ResourceRequirements::getRequests);
          return limit != null && limit.equals(requests.getOrDefault(resource, limit));
        });
  }

  private static boolean allDeclare(
      List<Container> containers,
      Function<ResourceRequirements, Map<String, Quantity>> figures,
      String resource) {
    return containers.stream().allMatch(container -> of(container, figures).containsKey(resource));
  }

  private static Map<String, Quantity> of(
      Container container, Function<ResourceRequirements, Map<String, Quantity>> figures) {
    return Optional.ofNullable(container.getResources()).map(figures).orElse(Map.of());
  }
}
