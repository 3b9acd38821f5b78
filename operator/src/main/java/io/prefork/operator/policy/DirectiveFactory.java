package io.prefork.operator.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicySpec;
import io.prefork.protocol.Directive;
import java.io.UncheckedIOException;

/** Derives from a policy what the sidecar of one of its pods is told. */
public final class DirectiveFactory {

  private static final ObjectMapper JSON =
      JsonMapper.builder().defaultPropertyInclusion(nonNull()).build();

  private DirectiveFactory() {}

  /**
   * The directive, with the policy's defaults spelled out: the API server fills them in, but a
   * policy may have been stored before the field existed. Where the policy names a container that
   * the pod does not have, that name stands.
   */
  public static Directive directive(MemoryPolicy policy, Pod pod) {
    MemoryPolicySpec spec = policy.getSpec();
    return new Directive(
        Directive.VERSION,
        policy.getMetadata().getNamespace() + "/" + policy.getMetadata().getName(),
        policy.getMetadata().getGeneration() == null ? 0 : policy.getMetadata().getGeneration(),
        ServerContainer.in(pod, policy).map(Container::getName).orElse(spec.container()),
        nameOr(spec.server(), MemoryPolicySpec.Server.Auto),
        nameOr(spec.mode(), MemoryPolicySpec.Mode.Observe),
        nameOr(spec.gc() == null ? null : spec.gc().mode(), MemoryPolicySpec.Gc.Mode.Default),
        nameOr(
            spec.shutdown() == null ? null : spec.shutdown().mode(),
            MemoryPolicySpec.Shutdown.Mode.Finalize),
        rss(spec.rss()),
        workers(spec.workers()),
        nameOr(spec.reclaim(), MemoryPolicySpec.Reclaim.Auto),
        nameOr(spec.counters(), MemoryPolicySpec.Counters.Auto),
        cpuSharePercent(spec.sensing()),
        nameOr(
            spec.sensing() == null ? null : spec.sensing().collectorFaults(),
            MemoryPolicySpec.Sensing.CollectorFaults.Count));
  }

  /** The directive as one line of JSON without null members; equal directives give equal text. */
  public static String json(Directive directive) {
    try {
      return JSON.writeValueAsString(directive);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Directive.Rss rss(MemoryPolicySpec.Rss rss) {
    if (rss == null || rss.recycleAbove() == null && rss.killAbove() == null) {
      return null;
    }
    return new Directive.Rss(
        rss.recycleAbove(), rss.killAbove(), nameOr(rss.metric(), MemoryPolicySpec.Rss.Metric.USS));
  }

  private static Directive.Workers workers(MemoryPolicySpec.Workers workers) {
    if (workers == null || workers.min() == null && workers.max() == null) {
      return null;
    }
    return new Directive.Workers(workers.min(), workers.max());
  }

  private static Double cpuSharePercent(MemoryPolicySpec.Sensing sensing) {
    return sensing == null || sensing.cpuShare() == null
        ? Directive.DEFAULT_CPU_SHARE_PERCENT
        : Double.parseDouble(sensing.cpuShare().replace("%", ""));
  }

  private static <E extends Enum<E>> String nameOr(E value, E fallback) {
    return (value == null ? fallback : value).name();
  }

  private static JsonInclude.Value nonNull() {
    return JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL);
  }
}
