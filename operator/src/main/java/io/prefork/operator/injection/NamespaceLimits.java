package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeItem;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Fits requests and limits to what a namespace's LimitRanges demand of every container: a pod with
 * one that does not comply is refused (Kubernetes documentation, "Limit Ranges").
 */
final class NamespaceLimits {

  private NamespaceLimits() {}

  /**
   * The figures, raised where a minimum demands it, and made equal where the ratio of limit to
   * request is limited. A resource without a request stays without one.
   *
   * @param limitRanges of any namespace
   */
  static ResourceRequirements fitted(
      ResourceRequirements wanted, Collection<LimitRange> limitRanges, String namespace) {
    Map<String, Quantity> requests = new HashMap<>(wanted.getRequests());
    Map<String, Quantity> limits = new HashMap<>(wanted.getLimits());
    limitRanges.stream()
        .filter(range -> range.getMetadata().getNamespace().equals(namespace))
        .flatMap(range -> range.getSpec().getLimits().stream())
        .filter(item -> "Container".equals(item.getType()))
        .forEach(item -> fit(item, requests, limits));
    return new ResourceRequirementsBuilder(wanted)
        .withRequests(requests)
        .withLimits(limits)
        .build();
  }

  private static void fit(
      LimitRangeItem item, Map<String, Quantity> requests, Map<String, Quantity> limits) {
    orEmpty(item.getMaxLimitRequestRatio())
        .keySet()
        .forEach(resource ->
            requests.computeIfPresent(
                resource,
                (_, request) ->
                    limits.computeIfAbsent(
                        resource, _ -> SidecarResources.limitOf(resource, request))));
    orEmpty(item.getMin())
        .forEach((resource, least) -> {
          requests.computeIfPresent(resource, (_, request) -> larger(request, least));
          limits.computeIfPresent(resource, (_, limit) -> larger(limit, least));
        });
  }

  private static Quantity larger(Quantity one, Quantity other) {
    return one.getNumericalAmount().compareTo(other.getNumericalAmount()) >= 0 ? one : other;
  }

  private static Map<String, Quantity> orEmpty(Map<String, Quantity> figures) {
    return figures == null ? Map.of() : figures;
  }
}
