package io.prefork.operator.measure;

import io.prefork.operator.measure.Claim.Truth;
import io.prefork.operator.measure.Claim.Type;
import io.prefork.operator.measure.Situation.Contested;
import io.prefork.policy.MemoryPolicyStatus.Reclaimed;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The conditions of a policy. */
final class Claims {

  private static final String RECREATE =
      "the sidecar is added when a pod is created, so recreate them, e.g. with kubectl rollout restart";

  private Claims() {}

  static List<Claim> of(Situation situation, Measures measures) {
    return List.of(
        ready(situation, measures),
        injected(situation.pods()),
        verified(measures),
        Troubles.claim(situation.goal(), situation.pods()),
        conflict(situation.contested()));
  }

  private static Claim ready(Situation situation, Measures measures) {
    if (!situation.problems().isEmpty()) {
      return new Claim(
          Type.Ready, Truth.False, Claim.INVALID_SPEC, String.join("; ", situation.problems()));
    }
    if (measures.pods().matched() == 0) {
      return new Claim(
          Type.Ready,
          Truth.False,
          "NoPodsMatched",
          "no running pod of this namespace belongs to this policy: compare spec.selector with kubectl get pods --show-labels");
    }
    if (measures.pods().injected() == 0) {
      return new Claim(
          Type.Ready, Truth.False, "PodsNotInjected", "no matched pod carries the sidecar");
    }
    if (measures.pods().reporting() == 0) {
      return new Claim(
          Type.Ready,
          Truth.False,
          "NoReports",
          "no sidecar has reported yet: if this lasts, see the condition Degraded");
    }
    return new Claim(
        Type.Ready,
        Truth.True,
        "Reporting",
        "%d of %d pods report".formatted(measures.pods().reporting(), measures.pods().matched()));
  }

  private static Claim injected(List<ObservedPod> pods) {
    if (pods.isEmpty()) {
      return new Claim(Type.Injected, Truth.Unknown, "NoPodsMatched", "there is no pod to inject");
    }
    List<ObservedPod> without = pods.stream().filter(pod -> !pod.injected()).toList();
    return without.isEmpty()
        ? new Claim(
            Type.Injected, Truth.True, "AllPodsInjected", "every matched pod carries the sidecar")
        : new Claim(Type.Injected, Truth.False, "PodsNotInjected", missing(without));
  }

  private static String missing(List<ObservedPod> without) {
    List<ObservedPod> leftAlone = without.stream().filter(ObservedPod::isLeftAlone).toList();
    List<String> parts = new ArrayList<>();
    if (without.size() > leftAlone.size()) {
      parts.add(
          "without the sidecar: %s; %s"
              .formatted(names(without.stream().filter(pod -> !pod.isLeftAlone())), RECREATE));
    }
    if (!leftAlone.isEmpty()) {
      parts.add(
          "left alone: %s (%s)"
              .formatted(names(leftAlone.stream()), leftAlone.getFirst().remark()));
    }
    return String.join("; ", parts);
  }

  private static String names(Stream<ObservedPod> pods) {
    return Names.list(pods.map(ObservedPod::name).toList());
  }

  /** Says of memory what was measured, and nothing of what no one has judged yet. */
  private static Claim verified(Measures measures) {
    Reclaimed reclaimed = measures.reclaimed();
    if (reclaimed != null) {
      return reclaimed.bytes() > 0
          ? new Claim(
              Type.Verified,
              Truth.True,
              "MemoryReclaimed",
              "treated pods need less memory than the baseline, net of the sidecar; latency, errors and instructions per cycle are not judged")
          : new Claim(
              Type.Verified,
              Truth.False,
              "NoMemoryReclaimed",
              "treated pods and their sidecars need no less memory than the baseline: with this policy the workload gains nothing");
    }
    String missing =
        measures.baseline() == null
            ? "no baseline: let the pods serve requests under mode Observe until status.baseline appears"
            : "no warm pod has the policy in force: under mode Enforce, workers show it after some hundred requests each";
    return new Claim(Type.Verified, Truth.Unknown, "NotYetMeasured", missing);
  }

  private static Claim conflict(List<Contested> contested) {
    if (contested.isEmpty()) {
      return new Claim(
          Type.Conflict, Truth.False, "NoConflict", "no older policy selects the same pods");
    }
    String pods = Names.list(contested.stream().map(Contested::pod).toList());
    String winners =
        contested.stream()
            .map(Contested::winner)
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .collect(Collectors.joining(", "));
    return new Claim(
        Type.Conflict,
        Truth.True,
        "OlderPolicySelectsPods",
        "%s: selected by the older policy %s too, which applies; narrow one of the selectors"
            .formatted(pods, winners));
  }
}
