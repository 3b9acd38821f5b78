package io.prefork.policy;

/** A policy as a user writes it. */
public final class PolicyYaml {
  private PolicyYaml() {}

  /**
   * @param spec YAML below {@code spec}
   */
  public static String of(String name, String spec) {
    return """
    apiVersion: prefork.io/v1alpha1
    kind: MemoryPolicy
    metadata: {name: %s}
    spec:
    %s
    """
        .formatted(name, spec.indent(2));
  }
}
