package io.prefork.operator.injection;

import static io.prefork.operator.injection.Injection.SIDECAR_CONTAINER;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;

/**
 * Adds the sidecar, as a native one: first of the init containers, so that the bootstrap lies ready
 * before anything of the application starts, and kept running beside it.
 *
 * <p>A sidecar that is there already is kept as it is, whatever other webhooks and admission
 * plugins have made of it; only its port follows the pod's other containers.
 */
final class SidecarContainer implements PodMutator {

  private static final String PORT_VARIABLE = "PREFORK_PORT";
  private static final String PORT_NAME = "prefork";
  private static final String CREDENTIAL_DIRECTORY =
      "/var/run/secrets/kubernetes.io/serviceaccount";

  @Override
  public Pod mutate(Pod pod, Injection injection) {
    if (Injection.sidecar(pod).isEmpty()) {
      return new PodBuilder(pod)
          .editSpec()
          .addToInitContainers(0, sidecar(pod, injection))
          .endSpec()
          .build();
    }
    return new PodBuilder(pod)
        .editSpec()
        .withInitContainers(
            pod.getSpec().getInitContainers().stream()
                .map(container ->
                    SIDECAR_CONTAINER.equals(container.getName())
                        ? listeningOn(injection.reportPort(), container)
                        : container)
                .toList())
        .endSpec()
        .build();
  }

  private static Container sidecar(Pod pod, Injection injection) {
    Container application =
        pod.getSpec().getContainers().stream()
            .filter(container -> container.getName().equals(injection.container()))
            .findFirst()
            .orElseThrow();
    return new ContainerBuilder()
        .withName(SIDECAR_CONTAINER)
        .withImage(injection.sidecarImage())
        .withImagePullPolicy("IfNotPresent")
        .withRestartPolicy("Always")
        .addToEnv(
            downward("PREFORK_POD_NAME", "metadata.name"),
            downward("PREFORK_POD_NAMESPACE", "metadata.namespace"),
            downward("PREFORK_POD_UID", "metadata.uid"),
            downward("PREFORK_NODE_NAME", "spec.nodeName"),
            port(injection.reportPort()))
        .addNewPort()
        .withName(PORT_NAME)
        .withContainerPort(injection.reportPort())
        .endPort()
        .withNewStartupProbe()
        .withNewHttpGet()
        .withPath("/healthz")
        .withPort(new IntOrString(injection.reportPort()))
        .endHttpGet()
        .withPeriodSeconds(1)
        .withFailureThreshold(60)
        .endStartupProbe()
        .withResources(injection.sidecarResources())
        .withSecurityContext(SidecarSecurity.beside(pod, application))
        .addNewVolumeMount()
        .withName(Injection.SHARED_VOLUME)
        .withMountPath(Injection.SHARED_DIRECTORY)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName(Injection.DIRECTIVE_VOLUME)
        .withMountPath("/etc/prefork.io")
        .withReadOnly(true)
        .endVolumeMount()
        // The ServiceAccount admission plugin runs again after us and mounts the pod's token into
        // every container that has nothing at this path.
        .addNewVolumeMount()
        .withName(Injection.NO_CREDENTIAL_VOLUME)
        .withMountPath(CREDENTIAL_DIRECTORY)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }

  private static Container listeningOn(int reportPort, Container sidecar) {
    if (sidecar.getEnv().contains(port(reportPort))) {
      return sidecar;
    }
    return new ContainerBuilder(sidecar)
        .editMatchingEnv(variable -> PORT_VARIABLE.equals(variable.getName()))
        .withValue(Integer.toString(reportPort))
        .endEnv()
        .editMatchingPort(port -> PORT_NAME.equals(port.getName()))
        .withContainerPort(reportPort)
        .endPort()
        .editStartupProbe()
        .editHttpGet()
        .withPort(new IntOrString(reportPort))
        .endHttpGet()
        .endStartupProbe()
        .build();
  }

  private static EnvVar port(int reportPort) {
    return new EnvVarBuilder()
        .withName(PORT_VARIABLE)
        .withValue(Integer.toString(reportPort))
        .build();
  }

  private static EnvVar downward(String name, String fieldPath) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath(fieldPath)
        .endFieldRef()
        .endValueFrom()
        .build();
  }
}
