package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.prefork.operator.ceiling.Remedy;
import io.prefork.operator.injection.Injection;
import io.prefork.operator.measure.Goal;
import io.prefork.operator.measure.ObservedPod;
import io.prefork.operator.measure.Situation;
import io.prefork.operator.measure.Situation.Contested;
import io.prefork.operator.policy.PolicySelection;
import io.prefork.operator.policy.PoolBounds;
import io.prefork.operator.policy.ServerContainer;
import io.prefork.operator.report.Reading;
import io.prefork.operator.report.ReportFetcher;
import io.prefork.operator.report.ReportSource;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicySpec.Gc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the pods of a policy and asks them for their reports. */
final class Observer {

  private final ReportFetcher fetcher;

  Observer(ReportFetcher fetcher) {
    this.fetcher = fetcher;
  }

  /**
   * @param rivals all policies of the namespace, this one included
   * @param candidates all pods of the namespace
   */
  Observation observe(MemoryPolicy policy, List<MemoryPolicy> rivals, List<Pod> candidates)
      throws InterruptedException {
    List<Pod> own = new ArrayList<>();
    List<Contested> contested = new ArrayList<>();
    for (Pod pod : selected(policy, candidates)) {
      Optional<String> winner =
          PolicySelection.winner(rivals, pod)
              .map(rival -> rival.getMetadata().getName())
              .filter(name -> !name.equals(policy.getMetadata().getName()));
      winner.ifPresentOrElse(
          name -> contested.add(new Contested(pod.getMetadata().getName(), name)),
          () -> own.add(pod));
    }
    return new Observation(
        own,
        new Situation(
            goal(policy), read(policy, own), contested, SpecCheck.problems(policy.getSpec(), own)));
  }

  private static List<Pod> selected(MemoryPolicy policy, List<Pod> candidates) {
    return candidates.stream()
        .filter(LivePods::isLive)
        .filter(pod -> PolicySelection.matches(policy, pod))
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .toList();
  }

  private List<ObservedPod> read(MemoryPolicy policy, List<Pod> pods) throws InterruptedException {
    Map<String, Reading> readings = readings(pods);
    return pods.stream()
        .map(pod ->
            new ObservedPod(
                pod.getMetadata().getName(),
                Injection.isInjected(pod),
                remark(pod),
                ceilingRemedy(policy, pod),
                readings.get(pod.getMetadata().getUid())))
        .toList();
  }

  private Map<String, Reading> readings(List<Pod> pods) throws InterruptedException {
    List<ReportSource> sources =
        pods.stream().map(LivePods::source).flatMap(Optional::stream).toList();
    List<Reading> answers = fetcher.fetchAll(sources);
    Map<String, Reading> byUid = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      byUid.put(sources.get(i).podUid(), answers.get(i));
    }
    return byUid;
  }

  private static String remark(Pod pod) {
    return LivePods.annotation(
        pod, Injection.isInjected(pod) ? Injection.PARTLY_INJECTED : Injection.NOT_INJECTED);
  }

  private static Optional<String> ceilingRemedy(MemoryPolicy policy, Pod pod) {
    return PoolBounds.mostWorkers(policy.getSpec())
        .flatMap(most ->
            ServerContainer.in(pod, policy)
                .map(container ->
                    Remedy.of(
                        container, LivePods.annotation(pod, Injection.UWSGI_CONFIGURATION), most)));
  }

  private static Goal goal(MemoryPolicy policy) {
    Gc gc = policy.getSpec().gc();
    return new Goal(
        policy.getMetadata().getNamespace() + "/" + policy.getMetadata().getName(),
        gc == null || gc.mode() == null ? Gc.Mode.Default : gc.mode(),
        PoolBounds.mostWorkers(policy.getSpec()));
  }
}
