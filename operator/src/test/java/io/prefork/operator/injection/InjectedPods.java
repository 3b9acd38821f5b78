package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.prefork.operator.policy.Policies;
import io.prefork.policy.MemoryPolicy;
import java.util.Map;
import java.util.stream.Collectors;

/** Pods from YAML, and what became of them. */
final class InjectedPods {

  static final String IMAGE = "localhost/prefork-sidecar:0.1.0";
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private InjectedPods() {}

  /**
   * A pod of namespace {@code shop}, labelled {@code app: web}.
   *
   * @param spec YAML
   */
  static Pod pod(String spec) {
    return YAML.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          generateName: web-
          namespace: shop
          labels:
            app: web
        spec:
        %s
        """
            .formatted(spec.indent(2)),
        Pod.class);
  }

  static Pod injected(String spec) {
    return injected(pod(spec));
  }

  static Pod injected(Pod pod) {
    return injected(pod, Policies.policy("web"));
  }

  static Pod injected(Pod pod, MemoryPolicy policy) {
    return outcome(pod, policy) instanceof InjectionOutcome.Injected injected
        ? injected.pod()
        : fail(outcome(pod, policy));
  }

  static String refusal(Pod pod, MemoryPolicy policy) {
    return outcome(pod, policy) instanceof InjectionOutcome.NotInjected refused
        ? refused.reason()
        : fail(outcome(pod, policy));
  }

  static InjectionOutcome outcome(Pod pod, MemoryPolicy policy) {
    return new PodInjector(IMAGE).inject(pod, Surroundings.of(policy));
  }

  static Container sidecar(Pod pod) {
    return Injection.sidecar(pod).orElseThrow();
  }

  static Container container(Pod pod, String name) {
    return pod.getSpec().getContainers().stream()
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Variables that have a literal value. */
  static Map<String, String> environment(Container container) {
    return container.getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  private static <T> T fail(InjectionOutcome outcome) {
    throw new AssertionError(outcome.toString());
  }
}
