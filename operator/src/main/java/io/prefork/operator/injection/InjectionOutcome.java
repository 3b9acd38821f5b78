package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;

/** What came of looking at a pod. */
public sealed interface InjectionOutcome {

  /** The pod as it shall be created. */
  Pod pod();

  /** No policy selects the pod; it is as it was. */
  record Unselected(Pod pod) implements InjectionOutcome {}

  /**
   * The pod carries the sidecar.
   *
   * @param policy name of the policy
   */
  record Injected(Pod pod, String policy) implements InjectionOutcome {}

  /**
   * The pod is as it was, but for an annotation that gives the reason.
   *
   * @param policy name of the policy
   * @param reason a sentence with its remedy
   */
  record NotInjected(Pod pod, String policy, String reason) implements InjectionOutcome {}
}
