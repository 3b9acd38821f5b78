package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;

/** Lets the sidecar see the server's processes. */
final class SharedProcessNamespace implements PodMutator {

  @Override
  public Pod mutate(Pod pod, Injection injection) {
    return new PodBuilder(pod).editSpec().withShareProcessNamespace(true).endSpec().build();
  }
}
