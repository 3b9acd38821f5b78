package io.prefork.sidecar.serve;

import io.prefork.protocol.Report;

/** Page faults inside the collector as metrics, where the policy asks for samples. */
final class CollectorFaultsMetrics {
  private CollectorFaultsMetrics() {}

  static void write(Exposition out, Report.CollectorFaults faults) {
    if (faults == null) {
      return;
    }
    String source = Exposition.label("source", faults.source());
    out.family(
            "prefork_collector_faults_ratio",
            "gauge",
            "Page faults inside the collector over all page faults of live workers, by source.")
        .sample(source, faults.share());
    out.measured(
        "prefork_sampled_faults",
        "gauge",
        "Sampled page faults of live workers.",
        faults.sampledFaults());
    out.measured(
        "prefork_lost_fault_samples",
        "gauge",
        "Samples of page faults of live workers that found no room.",
        faults.lostSamples());
    if (faults.workers() != null) {
      workers(out, faults);
    }
  }

  private static void workers(Exposition out, Report.CollectorFaults faults) {
    out.family("prefork_worker_sampled_faults_total", "counter", "Sampled page faults.");
    for (Report.SampledFaults worker : faults.workers()) {
      out.sample(pid(worker), worker.sampledFaults());
    }
    out.family(
        "prefork_worker_collector_faults_ratio",
        "gauge",
        "Part of the sampled page faults that was inside the collector.");
    for (Report.SampledFaults worker : faults.workers()) {
      out.sample(pid(worker), worker.share());
    }
  }

  private static String pid(Report.SampledFaults worker) {
    return Exposition.label("pid", String.valueOf(worker.pid()));
  }
}
