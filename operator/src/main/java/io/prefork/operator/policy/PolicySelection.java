package io.prefork.operator.policy;

import io.fabric8.kubernetes.api.model.Pod;
import io.prefork.policy.MemoryPolicy;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Decides which policy applies to a pod. */
public final class PolicySelection {

  /** RFC 3339 in UTC with second precision, as the API server writes it, sorts as text. */
  private static final Comparator<MemoryPolicy> OLDEST_FIRST =
      Comparator.comparing(
              (MemoryPolicy policy) -> policy.getMetadata().getCreationTimestamp(),
              Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(policy -> policy.getMetadata().getName());

  private PolicySelection() {}

  /**
   * The policy that applies to a pod: of those in its namespace whose selector matches it, the
   * oldest; of equally old ones, the first by name. The others are in conflict over this pod.
   *
   * @param policies of any namespace, in any order
   * @param pod with its namespace set
   */
  public static Optional<MemoryPolicy> winner(Collection<MemoryPolicy> policies, Pod pod) {
    return policies.stream().filter(policy -> matches(policy, pod)).min(OLDEST_FIRST);
  }

  /** Whether the policy selects the pod; one that is being deleted selects none. */
  public static boolean matches(MemoryPolicy policy, Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return policy.getMetadata().getDeletionTimestamp() == null
        && policy.getMetadata().getNamespace().equals(pod.getMetadata().getNamespace())
        && policy.getSpec() != null
        && LabelSelection.matches(policy.getSpec().selector(), labels == null ? Map.of() : labels);
  }
}
