package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;

/** One part of the injection. Idempotent: applied to its own result it returns an equal pod. */
@FunctionalInterface
interface PodMutator {

  /** The pod with this part in place; the given one is not changed. */
  Pod mutate(Pod pod, Injection injection);
}
