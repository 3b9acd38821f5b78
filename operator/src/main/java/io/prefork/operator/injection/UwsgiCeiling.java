package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFileBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.prefork.operator.ceiling.CeilingFile;
import io.prefork.operator.ceiling.CeilingPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives uWSGI room for as many workers as the policy allows: one more configuration file at the end
 * of its command line.
 *
 * <p>The file is an annotation of the pod, which the kubelet lays into a volume before the
 * container starts. So nothing but the pod itself is needed for the server to start.
 */
final class UwsgiCeiling implements PodMutator {

  private static final Path DIRECTORY = Path.of(CeilingFile.PATH).getParent();
  private static final String FILE_NAME = Path.of(CeilingFile.PATH).getFileName().toString();
  private static final DownwardAPIVolumeFile FILE =
      new DownwardAPIVolumeFileBuilder()
          .withPath(FILE_NAME)
          .withNewFieldRef()
          .withFieldPath("metadata.annotations['%s']".formatted(Injection.UWSGI_CONFIGURATION))
          .endFieldRef()
          .build();

  @Override
  public Pod mutate(Pod pod, Injection injection) {
    Pod bare = without(pod, injection.container());
    return switch (plan(bare, injection)) {
      case CeilingPlan.Raise(String configuration) ->
          raised(bare, injection.container(), configuration);
      case CeilingPlan.LeaveAlone(String reason) -> annotated(bare, reason);
      case CeilingPlan.NotNeeded _ -> bare;
    };
  }

  private static CeilingPlan plan(Pod pod, Injection injection) {
    if (injection.mostWorkers().isEmpty()) {
      return new CeilingPlan.NotNeeded();
    }
    Container container = container(pod, injection.container());
    Optional<String> foreign = foreignMount(container);
    if (foreign.isPresent()) {
      return new CeilingPlan.LeaveAlone(
          "container '%s' mounts its volume '%s' at %s: mount it elsewhere"
              .formatted(container.getName(), foreign.get(), DIRECTORY));
    }
    CeilingPlan plan = CeilingPlan.of(container, injection.mostWorkers().get());
    // What is hidden may be another server, which needs no room: its report will tell.
    return plan instanceof CeilingPlan.LeaveAlone
            && !CeilingPlan.isUwsgi(container)
            && !injection.server().equals("UWSGI")
        ? new CeilingPlan.NotNeeded()
        : plan;
  }

  private static Pod raised(Pod pod, String container, String configuration) {
    return new PodBuilder(DirectiveVolume.with(pod, FILE))
        .editMetadata()
        .addToAnnotations(Injection.UWSGI_CONFIGURATION, configuration)
        .endMetadata()
        .editSpec()
        .withContainers(
            pod.getSpec().getContainers().stream()
                .map(one -> one.getName().equals(container) ? withArgument(one) : one)
                .toList())
        .endSpec()
        .build();
  }

  private static Container withArgument(Container container) {
    return new ContainerBuilder(container)
        .addToArgs(CeilingFile.PATH)
        .addNewVolumeMount()
        .withName(Injection.DIRECTIVE_VOLUME)
        .withMountPath(DIRECTORY.toString())
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }

  /** The pod as it was before an earlier look at it. */
  private static Pod without(Pod pod, String container) {
    return new PodBuilder(DirectiveVolume.without(pod, FILE_NAME))
        .editMetadata()
        .removeFromAnnotations(Injection.UWSGI_CONFIGURATION)
        .removeFromAnnotations(Injection.CEILING_NOT_RAISED)
        .endMetadata()
        .editSpec()
        .withContainers(
            pod.getSpec().getContainers().stream()
                .map(one -> one.getName().equals(container) ? withoutArgument(one) : one)
                .toList())
        .endSpec()
        .build();
  }

  private static Container withoutArgument(Container container) {
    if (!container.getArgs().contains(CeilingFile.PATH)) {
      return container;
    }
    List<String> arguments = new ArrayList<>(container.getArgs());
    arguments.removeIf(CeilingFile.PATH::equals);
    return new ContainerBuilder(container)
        .withArgs(arguments)
        .withVolumeMounts(
            container.getVolumeMounts().stream()
                .filter(mount -> !mount.getName().equals(Injection.DIRECTIVE_VOLUME))
                .toList())
        .build();
  }

  private static Pod annotated(Pod pod, String reason) {
    return new PodBuilder(pod)
        .editMetadata()
        .addToAnnotations(Injection.CEILING_NOT_RAISED, reason)
        .endMetadata()
        .build();
  }

  private static Container container(Pod pod, String name) {
    return pod.getSpec().getContainers().stream()
        .filter(container -> container.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Optional<String> foreignMount(Container container) {
    return container.getVolumeMounts().stream()
        .filter(mount -> Path.of(mount.getMountPath()).normalize().equals(DIRECTORY))
        .map(VolumeMount::getName)
        .findFirst();
  }
}
