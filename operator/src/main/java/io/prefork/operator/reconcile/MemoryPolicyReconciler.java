package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import io.prefork.operator.measure.Judgement;
import io.prefork.operator.policy.PolicySelection;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicyStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Keeps the pods of a policy told, and its status true; every report interval anew. */
@ControllerConfiguration(name = "memorypolicy", fieldManager = "prefork-operator")
public final class MemoryPolicyReconciler implements Reconciler<MemoryPolicy> {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryPolicyReconciler.class);

  private final Observer observer;
  private final DirectiveWriter directives;
  private final Announcer announcer;
  private final Duration interval;
  private final Clock clock;
  private InformerEventSource<Pod, MemoryPolicy> pods;
  private IndexerResourceCache<MemoryPolicy> policies;

  /**
   * @param interval between two looks at a policy's pods
   */
  MemoryPolicyReconciler(
      Observer observer,
      DirectiveWriter directives,
      Announcer announcer,
      Duration interval,
      Clock clock) {
    this.observer = observer;
    this.directives = directives;
    this.announcer = announcer;
    this.interval = interval;
    this.clock = clock;
  }

  @Override
  public UpdateControl<MemoryPolicy> reconcile(MemoryPolicy policy, Context<MemoryPolicy> context)
      throws InterruptedException {
    Observation seen = observe(policy, context);
    Judgement judgement = Judgement.of(seen.situation(), keptBaseline(policy));
    List<String> untold = directives.write(DirectiveChange.between(policy, seen.pods()));
    return publish(policy, judgement.withUntold(untold)).rescheduleAfter(interval);
  }

  /** Logs it in one line; the framework tries again, and its own words are switched off. */
  @Override
  public ErrorStatusUpdateControl<MemoryPolicy> updateErrorStatus(
      MemoryPolicy policy, Context<MemoryPolicy> context, Exception failure) {
    LOG.atLevel(FailedReconcile.isInterruption(failure) ? Level.DEBUG : Level.WARN)
        .addKeyValue(
            "policy", policy.getMetadata().getNamespace() + "/" + policy.getMetadata().getName())
        .addKeyValue(
            "attempt", 1 + context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0))
        .addKeyValue("cause", FailedReconcile.cause(failure))
        .log("reconciling failed, and the status stays as it is; trying again within a minute");
    LOG.debug("the whole of it", failure);
    return ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  /** All policies of the cluster, as the cache has them. */
  Stream<MemoryPolicy> policies() {
    return policies.list();
  }

  private Observation observe(MemoryPolicy policy, Context<MemoryPolicy> context)
      throws InterruptedException {
    String namespace = policy.getMetadata().getNamespace();
    return observer.observe(
        policy,
        context.getPrimaryCache().list(namespace).toList(),
        pods.byIndex(Cache.NAMESPACE_INDEX, namespace));
  }

  private static MemoryPolicyStatus.Measurement keptBaseline(MemoryPolicy policy) {
    return policy.getStatus() == null ? null : policy.getStatus().baseline();
  }

  private UpdateControl<MemoryPolicy> publish(MemoryPolicy policy, Judgement judgement) {
    Optional<MemoryPolicyStatus> changed = StatusDraft.changed(policy, judgement, clock.instant());
    changed.ifPresent(status -> announcer.announce(policy, status));
    return changed
        .map(status -> UpdateControl.patchStatus(withStatus(policy, status)))
        .orElseGet(UpdateControl::noUpdate);
  }

  /** Only what is applied: fields that are named here would become the operator's own. */
  private static MemoryPolicy withStatus(MemoryPolicy policy, MemoryPolicyStatus status) {
    MemoryPolicy applied = new MemoryPolicy();
    applied.getMetadata().setName(policy.getMetadata().getName());
    applied.getMetadata().setNamespace(policy.getMetadata().getNamespace());
    applied.setStatus(status);
    return applied;
  }

  @Override
  public List<EventSource<?, MemoryPolicy>> prepareEventSources(
      EventSourceContext<MemoryPolicy> context) {
    policies = context.getPrimaryCache();
    pods =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Pod.class, MemoryPolicy.class)
                .withWatchAllNamespaces()
                .withItemStore(new TransformingItemStore<>(PodCache::prune))
                .withInformerListLimit(500L)
                .withOnUpdateFilter((after, before) -> PodCache.isChanged(before, after))
                .withSecondaryToPrimaryMapper(pod -> policiesOf(pod, context))
                .withPrimaryToSecondaryMapper((MemoryPolicy _) -> Set.<ResourceID>of())
                .build(),
            context);
    return List.of(pods);
  }

  private static Set<ResourceID> policiesOf(Pod pod, EventSourceContext<MemoryPolicy> context) {
    return context
        .getPrimaryCache()
        .list(pod.getMetadata().getNamespace(), policy -> PolicySelection.matches(policy, pod))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }
}
