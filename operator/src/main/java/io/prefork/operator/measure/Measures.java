package io.prefork.operator.measure;

import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.policy.MemoryPolicyStatus.Pods;
import io.prefork.policy.MemoryPolicyStatus.Reclaimed;
import io.prefork.protocol.Report;
import java.util.List;
import java.util.Optional;

/**
 * The figures of a policy; what was not measured is null.
 *
 * @param baseline the mean observed pod of now, or the one kept from when there were any
 * @param current the mean treated pod
 */
public record Measures(Pods pods, Measurement baseline, Measurement current, Reclaimed reclaimed) {

  /**
   * @param keptBaseline what the status holds, or null
   */
  static Measures of(Goal goal, List<ObservedPod> pods, Measurement keptBaseline) {
    List<Report> reports =
        pods.stream().map(ObservedPod::report).flatMap(Optional::stream).toList();
    List<Report> treated = standing(reports, goal, Standing.Treated);
    Measurement observed = Means.of(standing(reports, goal, Standing.Observed));
    Measurement baseline = observed == null ? keptBaseline : observed;
    return new Measures(
        count(goal, pods, reports), baseline, Means.of(treated), Reclaim.of(baseline, treated));
  }

  private static List<Report> standing(List<Report> reports, Goal goal, Standing standing) {
    return reports.stream().filter(report -> Standing.of(report, goal) == standing).toList();
  }

  private static Pods count(Goal goal, List<ObservedPod> pods, List<Report> reports) {
    return new Pods(
        pods.size(),
        (int) pods.stream().filter(ObservedPod::injected).count(),
        (int) reports.stream().filter(report -> Standing.isEnforcing(report, goal)).count(),
        reports.size(),
        reports.stream().mapToInt(report -> report.workers().size()).sum());
  }
}
