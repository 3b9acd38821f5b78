package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.prefork.policy.MemoryPolicySpec;
import io.prefork.policy.MemoryPolicySpec.Rss;
import java.util.List;
import java.util.Optional;

/** What is wrong with a policy that the CRD's schema cannot know: it does not see the pods. */
final class SpecCheck {

  private SpecCheck() {}

  /**
   * @param pods that the policy applies to
   * @return the first problem, as a line that names field, value and remedy
   */
  static List<String> problems(MemoryPolicySpec spec, List<Pod> pods) {
    return pods.stream()
        .map(pod -> problem(spec, pod))
        .flatMap(Optional::stream)
        .findFirst()
        .stream()
        .toList();
  }

  private static Optional<String> problem(MemoryPolicySpec spec, Pod pod) {
    Optional<Container> container = container(spec, pod);
    if (container.isEmpty()) {
      List<String> names = pod.getSpec().getContainers().stream().map(Container::getName).toList();
      return Optional.of(
          "spec.container: pod %s has no container '%s': name one of %s"
              .formatted(pod.getMetadata().getName(), spec.container(), String.join(", ", names)));
    }
    return spec.rss() == null
        ? Optional.empty()
        : thresholdProblem(spec.rss(), pod.getMetadata().getName(), container.get());
  }

  private static Optional<Container> container(MemoryPolicySpec spec, Pod pod) {
    return pod.getSpec().getContainers().stream()
        .filter(one -> spec.container() == null || one.getName().equals(spec.container()))
        .findFirst();
  }

  private static Optional<String> thresholdProblem(Rss rss, String pod, Container container) {
    if (!hasMemoryLimit(container)
        && (isPercentage(rss.recycleAbove()) || isPercentage(rss.killAbove()))) {
      return Optional.of(
          "spec.rss: a percentage is of the container's memory limit, but container '%s' of pod %s has none: set one, or write a quantity such as 400Mi"
              .formatted(container.getName(), pod));
    }
    return Optional.empty();
  }

  private static boolean isPercentage(String threshold) {
    return threshold != null && threshold.endsWith("%");
  }

  private static boolean hasMemoryLimit(Container container) {
    return container.getResources() != null
        && container.getResources().getLimits() != null
        && container.getResources().getLimits().containsKey("memory");
  }
}
