package io.prefork.operator.policy;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.prefork.policy.MemoryPolicy;

/** Policies as the API server returns them. */
public final class Policies {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private Policies() {}

  /** A policy of namespace {@code shop} that selects {@code app: web}. */
  public static MemoryPolicy policy(String name) {
    return policy(name, "");
  }

  /**
   * The same, with more in its spec.
   *
   * @param further lines of the spec, YAML
   */
  public static MemoryPolicy policy(String name, String further) {
    return read(
        name,
        """
        selector:
          matchLabels:
            app: web
        """
            + further);
  }

  /**
   * A policy with another selector.
   *
   * @param selector YAML
   */
  public static MemoryPolicy selecting(String name, String selector) {
    return read(name, "selector: " + selector);
  }

  private static MemoryPolicy read(String name, String spec) {
    return YAML.unmarshal(
        """
        apiVersion: prefork.io/v1alpha1
        kind: MemoryPolicy
        metadata:
          name: %s
          namespace: shop
          generation: 3
          creationTimestamp: "2026-11-23T12:00:00Z"
        spec:
        %s
        """
            .formatted(name, spec.indent(2)),
        MemoryPolicy.class);
  }
}
