package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.prefork.operator.injection.Injection;
import io.prefork.operator.policy.DirectiveFactory;
import io.prefork.policy.MemoryPolicy;
import io.prefork.protocol.Directive;
import java.util.List;

/**
 * A pod whose sidecar is to be told something else than it was.
 *
 * @param directive the annotation's new value
 */
record DirectiveChange(Pod pod, String directive) {

  /** The changes that bring all pods to the policy as it is now; none when they are there. */
  static List<DirectiveChange> between(MemoryPolicy policy, List<Pod> pods) {
    return pods.stream()
        .filter(Injection::isInjected)
        .map(pod ->
            new DirectiveChange(
                pod, DirectiveFactory.json(DirectiveFactory.directive(policy, pod))))
        .filter(DirectiveChange::isOne)
        .toList();
  }

  private boolean isOne() {
    return !directive.equals(LivePods.annotation(pod, Directive.ANNOTATION));
  }
}
