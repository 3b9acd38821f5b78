package io.prefork.operator.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicySpec;
import io.prefork.protocol.Directive;
import io.prefork.protocol.DirectiveOfSpec;
import java.io.UncheckedIOException;
import java.util.Map;

/** Derives from a policy what the sidecar of one of its pods is told. */
public final class DirectiveFactory {

  private static final ObjectMapper JSON =
      JsonMapper.builder().defaultPropertyInclusion(nonNull()).build();

  private DirectiveFactory() {}

  /**
   * The directive, with the policy's defaults spelled out. Where the policy names a container that
   * the pod does not have, that name stands.
   */
  public static Directive directive(MemoryPolicy policy, Pod pod) {
    MemoryPolicySpec spec = policy.getSpec();
    ObjectMeta metadata = policy.getMetadata();
    return DirectiveOfSpec.of(
        metadata.getNamespace() + "/" + metadata.getName(),
        metadata.getGeneration() == null ? 0 : metadata.getGeneration(),
        ServerContainer.in(pod, policy).map(Container::getName).orElse(spec.container()),
        JSON.convertValue(spec, Map.class));
  }

  /** The directive as one line of JSON without null members; equal directives give equal text. */
  public static String json(Directive directive) {
    try {
      return JSON.writeValueAsString(directive);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonInclude.Value nonNull() {
    return JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL);
  }
}
