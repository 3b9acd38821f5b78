package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.prefork.operator.policy.ServerContainer;
import java.util.List;
import java.util.Objects;

/**
 * What is kept in memory of each pod of the cluster, and which changes of it matter: of a pod's 5
 * to 20 kB the reconciler needs a few hundred bytes.
 */
final class PodCache {

  private PodCache() {}

  /** The pod without what nobody here reads. */
  static Pod prune(Pod pod) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(pod.getMetadata().getName())
        .withNamespace(pod.getMetadata().getNamespace())
        .withUid(pod.getMetadata().getUid())
        .withResourceVersion(pod.getMetadata().getResourceVersion())
        .withDeletionTimestamp(pod.getMetadata().getDeletionTimestamp())
        .withLabels(pod.getMetadata().getLabels())
        .withAnnotations(pod.getMetadata().getAnnotations())
        .removeFromAnnotations("kubectl.kubernetes.io/last-applied-configuration")
        .endMetadata()
        .withNewSpec()
        .withInitContainers(prune(pod.getSpec().getInitContainers()))
        .withContainers(prune(pod.getSpec().getContainers()))
        .endSpec()
        .withNewStatus()
        .withPhase(pod.getStatus() == null ? null : pod.getStatus().getPhase())
        .withPodIP(pod.getStatus() == null ? null : pod.getStatus().getPodIP())
        .endStatus()
        .build();
  }

  private static List<Container> prune(List<Container> containers) {
    return containers.stream()
        .map(container ->
            new ContainerBuilder()
                .withName(container.getName())
                .withRestartPolicy(container.getRestartPolicy())
                .withEnv(container.getEnv().stream().filter(PodCache::isMark).toList())
                .withResources(container.getResources())
                .build())
        .toList();
  }

  private static boolean isMark(EnvVar variable) {
    return ServerContainer.MARK.equals(variable.getName());
  }

  /** Whether anything changed but the version and what {@link #prune} drops. */
  static boolean isChanged(Pod before, Pod after) {
    return !Objects.equals(withoutVersion(before), withoutVersion(after));
  }

  private static Pod withoutVersion(Pod pod) {
    return new PodBuilder(prune(pod))
        .editMetadata()
        .withResourceVersion(null)
        .endMetadata()
        .build();
  }
}
