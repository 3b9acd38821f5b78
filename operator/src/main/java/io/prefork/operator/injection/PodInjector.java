package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.prefork.operator.policy.DirectiveFactory;
import io.prefork.operator.policy.PolicySelection;
import io.prefork.operator.policy.PoolBounds;
import io.prefork.operator.policy.ServerContainer;
import io.prefork.policy.MemoryPolicy;
import io.prefork.protocol.Directive;
import java.util.Collection;
import java.util.List;

/** Decides what becomes of a pod that is about to be created. Pure. */
public final class PodInjector {

  private static final List<PodMutator> MUTATORS =
      List.of(
          new InjectedVolumes(),
          new SidecarContainer(),
          new ApplicationContainer(),
          new DeclaredMemoryLimit(),
          new UwsgiCeiling(),
          new SharedProcessNamespace(),
          new Marks());

  private final String sidecarImage;

  /**
   * @param sidecarImage reference of the sidecar's image
   */
  public PodInjector(String sidecarImage) {
    this.sidecarImage = sidecarImage;
  }

  /**
   * Injects the pod if a policy selects it and nothing is in the way.
   *
   * @param pod with its namespace set; its name may be missing still
   * @param surroundings of at least the pod's namespace
   */
  public InjectionOutcome inject(Pod pod, Surroundings surroundings) {
    return PolicySelection.winner(surroundings.policies(), pod)
        .map(policy -> inject(pod, policy, surroundings.limitRanges()))
        .orElseGet(() -> new InjectionOutcome.Unselected(pod));
  }

  private InjectionOutcome inject(
      Pod pod, MemoryPolicy policy, Collection<LimitRange> limitRanges) {
    String name = policy.getMetadata().getName();
    return Obstacles.in(pod, policy)
        .<InjectionOutcome>map(
            reason -> new InjectionOutcome.NotInjected(saying(reason, pod), name, reason))
        .orElseGet(() ->
            new InjectionOutcome.Injected(mutated(pod, injection(pod, policy, limitRanges)), name));
  }

  private static Pod mutated(Pod pod, Injection injection) {
    Pod mutated = pod;
    for (PodMutator mutator : MUTATORS) {
      mutated = mutator.mutate(mutated, injection);
    }
    return mutated;
  }

  private Injection injection(Pod pod, MemoryPolicy policy, Collection<LimitRange> limitRanges) {
    Directive directive = DirectiveFactory.directive(policy, pod);
    return new Injection(
        policy.getMetadata().getName(),
        ServerContainer.in(pod, policy).map(Container::getName).orElseThrow(),
        directive.server(),
        DirectiveFactory.json(directive),
        PoolBounds.mostWorkers(policy.getSpec()),
        ReportPort.of(pod),
        sidecarImage,
        NamespaceLimits.fitted(
            SidecarResources.beside(pod), limitRanges, pod.getMetadata().getNamespace()));
  }

  private static Pod saying(String reason, Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .addToAnnotations(Injection.NOT_INJECTED, reason)
        .endMetadata()
        .build();
  }
}
