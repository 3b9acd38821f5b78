package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Puts the bootstrap's directory in front of a container's {@code PYTHONPATH}, keeping what the
 * pod's author has put there.
 *
 * <p>A value from elsewhere is not known here, but the kubelet expands {@code $(NAME)} in a later
 * variable (Kubernetes documentation, "Define Dependent Environment Variables").
 */
final class PythonPath {

  static final String NAME = "PYTHONPATH";
  static final String DIRECTORY = Injection.SHARED_DIRECTORY + "/python";

  /** Keeps the author's source under another name, so that no name is declared twice. */
  static final String INHERITED = "PREFORK_INHERITED_PYTHONPATH";

  private PythonPath() {}

  /**
   * @param variables the container's, merged
   * @param obstacle why they could not be merged and are as they were, or empty
   */
  record Merged(List<EnvVar> variables, Optional<String> obstacle) {}

  static Merged mergedInto(Container container) {
    List<EnvVar> variables = container.getEnv();
    // The kubelet lets the last of several variables of one name win.
    int position =
        IntStream.range(0, variables.size())
            .filter(index -> NAME.equals(variables.get(index).getName()))
            .max()
            .orElse(-1);
    if (position < 0) {
      return merged(appended(variables, valueBefore(inheritedFromMaps(container))));
    }
    EnvVar declared = variables.get(position);
    if (declared.getValueFrom() == null) {
      return merged(replaced(variables, position, List.of(literal(declared.getValue()))));
    }
    if (!isCertain(declared.getValueFrom())) {
      return new Merged(
          variables,
          Optional.of(
              ("%s of container '%s' is from a source that may be absent, which cannot be merged:"
                      + " without the bootstrap nothing is counted or changed inside the workers."
                      + " Declare it by value, or its source without optional")
                  .formatted(NAME, container.getName())));
    }
    EnvVar kept = new EnvVarBuilder(declared).withName(INHERITED).build();
    return merged(
        replaced(variables, position, List.of(kept, literal("$(%s)".formatted(INHERITED)))));
  }

  /** A reference that stays unresolved is an entry of the search path that does not exist. */
  private static String inheritedFromMaps(Container container) {
    return EnvironmentMaps.mayDeclare(container, NAME) ? "$(%s)".formatted(NAME) : null;
  }

  private static boolean isCertain(EnvVarSource source) {
    return source.getFieldRef() != null
        || source.getResourceFieldRef() != null
        || source.getConfigMapKeyRef() != null
            && !Boolean.TRUE.equals(source.getConfigMapKeyRef().getOptional())
        || source.getSecretKeyRef() != null
            && !Boolean.TRUE.equals(source.getSecretKeyRef().getOptional());
  }

  private static EnvVar literal(String inherited) {
    return new EnvVarBuilder().withName(NAME).withValue(valueBefore(inherited)).build();
  }

  private static String valueBefore(String inherited) {
    // An empty entry of PYTHONPATH would mean the working directory.
    if (inherited == null || inherited.isEmpty()) {
      return DIRECTORY;
    }
    return List.of(inherited.split(":", -1)).contains(DIRECTORY)
        ? inherited
        : DIRECTORY + ":" + inherited;
  }

  private static List<EnvVar> appended(List<EnvVar> variables, String value) {
    List<EnvVar> result = new ArrayList<>(variables);
    result.add(new EnvVarBuilder().withName(NAME).withValue(value).build());
    return result;
  }

  private static List<EnvVar> replaced(
      List<EnvVar> variables, int position, List<EnvVar> replacement) {
    List<EnvVar> result = new ArrayList<>(variables);
    result.remove(position);
    result.addAll(position, replacement);
    return result;
  }

  private static Merged merged(List<EnvVar> variables) {
    return new Merged(List.copyOf(variables), Optional.empty());
  }
}
