package io.prefork.operator.measure;

import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.policy.MemoryPolicyStatus.Reclaimed;
import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Pool;
import java.util.List;

/**
 * What treated pods need less than the baseline, for as many workers as they have:
 *
 * <pre>
 * baseline.poolPss + (n - baseline.workers) * baseline.privatePerWorker - poolPss - sidecar PSS
 * </pre>
 *
 * <p>summed over the pods; n is the pod's own number of workers. One more worker of a stock pool
 * costs its private memory: what it shares is there already.
 */
final class Reclaim {

  private static final double MEBI = 1 << 20;

  private Reclaim() {}

  /**
   * @param baseline or null
   * @param treated reports of treated pods
   * @return null without a baseline, or where no pod knows its sidecar's cost: a net figure needs
   *     both
   */
  static Reclaimed of(Measurement baseline, List<Report> treated) {
    List<Report> countable = treated.stream().filter(Reclaim::knowsItsCost).toList();
    if (countable.isEmpty() || !isUsable(baseline)) {
      return null;
    }
    long bytes = countable.stream().mapToLong(report -> net(baseline, report)).sum();
    long sidecars = countable.stream().mapToLong(report -> report.sidecar().pssBytes()).sum();
    return new Reclaimed(
        bytes,
        Math.round(bytes / MEBI) + "Mi",
        Math.round((double) bytes / countable.size()),
        sidecars);
  }

  private static long net(Measurement baseline, Report report) {
    Pool pool = report.pool();
    double moreWorkers = pool.workers() - baseline.workersPerPod();
    double stock = baseline.poolPss() + moreWorkers * baseline.privatePerWorker();
    return Math.round(stock - pool.poolPssBytes() - report.sidecar().pssBytes());
  }

  private static boolean knowsItsCost(Report report) {
    return report.sidecar() != null && report.sidecar().pssBytes() != null;
  }

  private static boolean isUsable(Measurement baseline) {
    return baseline != null
        && baseline.poolPss() != null
        && baseline.privatePerWorker() != null
        && baseline.workersPerPod() != null;
  }
}
