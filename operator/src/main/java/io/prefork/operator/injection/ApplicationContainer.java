package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.prefork.operator.policy.ServerContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives the server's container the shared directory and the variables by which Python and uWSGI
 * find it. What the pod's author declared stays in force.
 */
final class ApplicationContainer implements PodMutator {

  /** Where uWSGI serves its statistics; the author's own declaration of it wins. */
  private static final String STATS = "UWSGI_STATS";

  private static final String STATS_SOCKET = Injection.SHARED_DIRECTORY + "/uwsgi-stats.sock";

  @Override
  public Pod mutate(Pod pod, Injection injection) {
    List<Container> containers = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Container container : pod.getSpec().getContainers()) {
      containers.add(
          container.getName().equals(injection.container())
              ? equipped(container, injection, notes)
              : container);
    }
    return annotated(
        new PodBuilder(pod).editSpec().withContainers(containers).endSpec().build(), notes);
  }

  private static Container equipped(Container container, Injection injection, List<String> notes) {
    PythonPath.Merged python = PythonPath.mergedInto(container);
    python.obstacle().ifPresent(notes::add);
    List<EnvVar> variables = new ArrayList<>(python.variables());
    set(variables, ServerContainer.MARK, Injection.SHARED_DIRECTORY);
    if (!injection.server().equals("Gunicorn") && !declares(variables, STATS)) {
      statsObstacle(container)
          .ifPresentOrElse(notes::add, () -> set(variables, STATS, STATS_SOCKET));
    }
    ContainerBuilder equipped = new ContainerBuilder(container).withEnv(variables);
    if (container.getVolumeMounts().stream()
        .noneMatch(mount -> Injection.SHARED_VOLUME.equals(mount.getName()))) {
      equipped
          .addNewVolumeMount()
          .withName(Injection.SHARED_VOLUME)
          .withMountPath(Injection.SHARED_DIRECTORY)
          .endVolumeMount();
    }
    return equipped.build();
  }

  private static Optional<String> statsObstacle(Container container) {
    return EnvironmentMaps.mayDeclare(container, STATS)
        ? Optional.of(
            ("%s is left to what envFrom of container '%s' brings: declare %s=%s in env for"
                    + " requests to be counted if the server is uWSGI")
                .formatted(STATS, container.getName(), STATS, STATS_SOCKET))
        : Optional.empty();
  }

  private static Pod annotated(Pod pod, List<String> notes) {
    PodBuilder annotated = new PodBuilder(pod);
    return notes.isEmpty()
        ? annotated
            .editMetadata()
            .removeFromAnnotations(Injection.PARTLY_INJECTED)
            .endMetadata()
            .build()
        : annotated
            .editMetadata()
            .addToAnnotations(Injection.PARTLY_INJECTED, String.join("; ", notes))
            .endMetadata()
            .build();
  }

  private static boolean declares(List<EnvVar> variables, String name) {
    return variables.stream().anyMatch(variable -> name.equals(variable.getName()));
  }

  private static void set(List<EnvVar> variables, String name, String value) {
    if (variables.stream()
        .noneMatch(
            variable -> name.equals(variable.getName()) && value.equals(variable.getValue()))) {
      variables.removeIf(variable -> name.equals(variable.getName()));
      variables.add(new EnvVarBuilder().withName(name).withValue(value).build());
    }
  }
}
