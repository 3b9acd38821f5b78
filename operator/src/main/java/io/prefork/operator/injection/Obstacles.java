package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.prefork.operator.policy.ServerContainer;
import io.prefork.policy.MemoryPolicy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a pod cannot be injected. Whatever the API server or the kubelet would refuse after the
 * injection has to be found here: a refused pod is worse than one without a sidecar.
 */
final class Obstacles {

  private Obstacles() {}

  /** The first obstacle, as a sentence with its remedy, or empty. */
  static Optional<String> in(Pod pod, MemoryPolicy policy) {
    return Stream.of(
            mirror(pod),
            windows(pod.getSpec()),
            processNamespace(pod.getSpec()),
            container(pod, policy),
            foreignSidecar(pod),
            foreignVolume(pod),
            foreignMount(pod, policy))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Made by a kubelet to show a static pod, which runs whatever is done to the mirror. */
  private static Optional<String> mirror(Pod pod) {
    return when(
        Injection.annotations(pod).containsKey("kubernetes.io/config.mirror"),
        "the pod is a static one, which its node runs from a file: run it by a controller");
  }

  private static Optional<String> windows(PodSpec spec) {
    boolean windows =
        spec.getOs() != null && "windows".equals(spec.getOs().getName())
            || spec.getNodeSelector() != null
                && "windows".equals(spec.getNodeSelector().get("kubernetes.io/os"));
    return when(windows, "the pod is for Windows, where pre-fork servers do not exist");
  }

  private static Optional<String> processNamespace(PodSpec spec) {
    if (Boolean.TRUE.equals(spec.getHostPID())) {
      return Optional.of(
          "hostPID is true and Kubernetes does not allow a shared process namespace beside it:"
              + " remove hostPID");
    }
    return when(
        Boolean.FALSE.equals(spec.getShareProcessNamespace()),
        "shareProcessNamespace is false and the sidecar has to see the server's processes: remove"
            + " the field or set it to true");
  }

  private static Optional<String> container(Pod pod, MemoryPolicy policy) {
    return when(
        ServerContainer.in(pod, policy).isEmpty(),
        "the pod has no container '%s' but %s: name one of these in spec.container of MemoryPolicy %s/%s"
            .formatted(
                policy.getSpec().container(),
                pod.getSpec().getContainers().stream()
                    .map(container -> "'" + container.getName() + "'")
                    .collect(Collectors.joining(", ")),
                policy.getMetadata().getNamespace(),
                policy.getMetadata().getName()));
  }

  private static Optional<String> foreignSidecar(Pod pod) {
    boolean named =
        Stream.concat(
                pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
            .map(Container::getName)
            .anyMatch(Injection.SIDECAR_CONTAINER::equals);
    return when(
        named && !Injection.isInjected(pod),
        "the pod has a container '%s' of its own: rename it"
            .formatted(Injection.SIDECAR_CONTAINER));
  }

  private static Optional<String> foreignVolume(Pod pod) {
    if (Injection.isInjected(pod)) {
      return Optional.empty();
    }
    return pod.getSpec().getVolumes().stream()
        .map(Volume::getName)
        .filter(InjectedVolumes.NAMES::contains)
        .findFirst()
        .map("the pod has a volume '%s' of its own: rename it"::formatted);
  }

  private static Optional<String> foreignMount(Pod pod, MemoryPolicy policy) {
    return ServerContainer.in(pod, policy).stream()
        .flatMap(container -> container.getVolumeMounts().stream())
        .filter(mount -> isSharedDirectory(mount.getMountPath()))
        .map(VolumeMount::getName)
        .filter(name -> !Injection.SHARED_VOLUME.equals(name))
        .findFirst()
        .map(name ->
            "the container mounts its volume '%s' at %s: mount it elsewhere"
                .formatted(name, Injection.SHARED_DIRECTORY));
  }

  private static boolean isSharedDirectory(String mountPath) {
    return Path.of(mountPath).normalize().equals(Path.of(Injection.SHARED_DIRECTORY));
  }

  private static Optional<String> when(boolean obstructed, String reason) {
    return obstructed ? Optional.of(reason) : Optional.empty();
  }
}
