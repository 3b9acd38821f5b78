package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Container;

/** What can be said of {@code envFrom} without reading the ConfigMaps and Secrets it names. */
final class EnvironmentMaps {

  private EnvironmentMaps() {}

  /** Whether a ConfigMap or Secret of the container's {@code envFrom} may declare the variable. */
  static boolean mayDeclare(Container container, String variable) {
    return container.getEnvFrom().stream()
        .anyMatch(source -> source.getPrefix() == null || variable.startsWith(source.getPrefix()));
  }
}
