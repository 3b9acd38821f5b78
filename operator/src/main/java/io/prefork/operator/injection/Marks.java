package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.prefork.operator.policy.PolicyLabel;
import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;

/** Labels and annotates: whose pod this is, what its sidecar is told and where it answers. */
final class Marks implements PodMutator {

  @Override
  public Pod mutate(Pod pod, Injection injection) {
    return new PodBuilder(pod)
        .editMetadata()
        .addToLabels(PolicyLabel.KEY, injection.policy())
        .addToAnnotations(Directive.ANNOTATION, injection.directive())
        .addToAnnotations(Report.PORT_ANNOTATION, Integer.toString(injection.reportPort()))
        .removeFromAnnotations(Injection.NOT_INJECTED)
        .endMetadata()
        .build();
  }
}
