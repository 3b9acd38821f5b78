package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.prefork.policy.MemoryPolicy;
import java.util.Collection;
import java.util.List;

/**
 * What is there beside a pod when it is about to be created, of any namespace.
 *
 * @param policies that may select it
 * @param limitRanges that its containers may have to comply with
 */
public record Surroundings(Collection<MemoryPolicy> policies, Collection<LimitRange> limitRanges) {

  /** Policies, and no limits. */
  public static Surroundings of(MemoryPolicy... policies) {
    return new Surroundings(List.of(policies), List.of());
  }
}
