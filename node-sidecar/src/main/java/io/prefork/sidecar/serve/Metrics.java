package io.prefork.sidecar.serve;

import io.prefork.protocol.Report;
import java.util.function.Function;

/** The report as metrics. What was not measured has no sample. */
final class Metrics {
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Exposition out = new Exposition();
  private final Report report;

  private Metrics(Report report) {
    this.report = report;
  }

  static String write(Report report) {
    Metrics metrics = new Metrics(report);
    metrics.pod();
    metrics.pool();
    metrics.master();
    metrics.workerMemory();
    metrics.workerActivity();
    metrics.workerRuntime();
    metrics.source();
    CollectorFaultsMetrics.write(metrics.out, report.collectorFaults());
    ContainerMetrics.write(metrics.out, report.container());
    return metrics.out.toString();
  }

  private void pod() {
    Report.Sidecar sidecar = report.sidecar();
    String info = Exposition.label("version", sidecar.version());
    if (report.directive() != null) {
      info += "," + Exposition.label("policy", report.directive().policy());
      info += "," + Exposition.label("mode", report.directive().mode());
    }
    if (report.server() != null) {
      info += "," + Exposition.label("server", report.server().kind());
      info += "," + Exposition.label("server_version", report.server().version());
      info += "," + Exposition.label("python", report.server().python());
    }
    out.family("prefork_info", "gauge", "What is measured, by whom, under which policy.")
        .sample(info, 1);
    out.family("prefork_sidecar_pss_bytes", "gauge", "Proportional set size of the sidecar.")
        .sample(sidecar.pssBytes());
    out.family("prefork_sidecar_cpu_seconds_total", "counter", "Processor time of the sidecar.")
        .sample(scaled(sidecar.cpuMicros(), MICROS_PER_SECOND));
    out.family("prefork_finding", "gauge", "What a person should know; /report has the words.");
    for (Report.Finding finding : report.findings()) {
      out.sample(Exposition.label("reason", finding.reason()), 1);
    }
  }

  private void pool() {
    Report.Pool pool = report.pool();
    out.family("prefork_workers", "gauge", "Live workers.").sample(report.workers().size());
    if (pool == null) {
      return;
    }
    out.family("prefork_pool_pss_bytes", "gauge", "Sum of the PSS of master and workers.")
        .sample(pool.poolPssBytes());
    out.family("prefork_pool_shared_per_worker_bytes", "gauge", "Mean shared memory of a worker.")
        .sample(pool.sharedPerWorkerBytes());
    out.family("prefork_pool_private_per_worker_bytes", "gauge", "Mean private memory of a worker.")
        .sample(pool.privatePerWorkerBytes());
    out.family(
            "prefork_pool_cow_efficiency_ratio",
            "gauge",
            "Mean part of the master's anonymous memory that a worker still shares.")
        .sample(pool.cowEfficiency());
    out.family(
            "prefork_pool_minor_faults_per_request",
            "gauge",
            "Minor faults of live workers over their requests.")
        .sample(pool.minorFaultsPerRequest());
    out.family(
            "prefork_pool_collector_fault_ratio",
            "gauge",
            "Minor faults inside collections over all minor faults of live workers.")
        .sample(pool.collectorFaultShare());
    out.family("prefork_pool_instructions_per_cycle", "gauge", "Instructions per cycle of workers.")
        .sample(pool.ipc());
    out.measured(
        "prefork_pool_respawns_total",
        "counter",
        "Workers that were replaced since the sidecar first saw this master.",
        pool.respawns());
    out.measured(
        "prefork_pool_listen_queue",
        "gauge",
        "Connections that wait for a worker.",
        pool.listenQueue());
    out.measured(
        "prefork_pool_ceiling_workers",
        "gauge",
        "Most workers that the server can run as it was started.",
        pool.ceiling());
    out.measured(
        "prefork_pool_oldest_reading_seconds",
        "gauge",
        "Age of the oldest reading that the pool's memory figures are made of.",
        pool.oldestReadingSeconds());
  }

  private void source() {
    out.family("prefork_counters_info", "gauge", "Where event counts come from.")
        .sample(Exposition.label("source", report.counters().source()), 1);
  }

  private void master() {
    if (report.master() != null) {
      out.family("prefork_master_rss_bytes", "gauge", "Resident set size of the master.")
          .sample(report.master().rssBytes());
      out.family("prefork_master_pss_bytes", "gauge", "Proportional set size of the master.")
          .sample(report.master().pssBytes());
      out.family("prefork_master_anonymous_bytes", "gauge", "Anonymous memory of the master.")
          .sample(report.master().anonymousBytes());
    }
  }

  private void workerMemory() {
    perWorker("rss_bytes", "gauge", "Resident set size.", w -> w.process().rssBytes());
    perWorker("pss_bytes", "gauge", "Proportional set size.", w -> w.process().pssBytes());
    perWorker(
        "shared_bytes", "gauge", "Shared_Clean + Shared_Dirty.", w -> w.process().sharedBytes());
    perWorker(
        "private_bytes",
        "gauge",
        "Private_Clean + Private_Dirty.",
        w -> w.process().privateBytes());
    perWorker("anonymous_bytes", "gauge", "Anonymous memory.", w -> w.process().anonymousBytes());
    perWorker(
        "cow_efficiency_ratio",
        "gauge",
        "Part of the master's anonymous memory that this worker still shares.",
        Report.Worker::cowEfficiency);
  }

  private void workerActivity() {
    perWorker("age_seconds", "gauge", "Since its start.", w -> w.process().ageSeconds());
    perWorker("requests_total", "counter", "Requests served.", Report.Worker::requests);
    perWorker(
        "busy",
        "gauge",
        "1 in a request, 0 idle.",
        w -> w.busy() == null ? null : Integer.valueOf(w.busy() ? 1 : 0));
    perWorker("minor_faults_total", "counter", "Minor faults.", Report.Worker::minorFaults);
    perWorker("major_faults_total", "counter", "Major faults.", Report.Worker::majorFaults);
    perWorker(
        "instructions_total",
        "counter",
        "Instructions in user mode since the sidecar attached.",
        w -> w.counters() == null ? null : w.counters().instructions());
    perWorker(
        "cycles_total",
        "counter",
        "Cycles in user mode since the sidecar attached.",
        w -> w.counters() == null ? null : w.counters().cycles());
    perWorker(
        "cache_references_total",
        "counter",
        "Cache references in user mode since the sidecar attached.",
        w -> w.counters() == null ? null : w.counters().cacheReferences());
    perWorker(
        "cache_misses_total",
        "counter",
        "Cache misses in user mode since the sidecar attached.",
        w -> w.counters() == null ? null : w.counters().cacheMisses());
    perWorker(
        "reading_age_seconds",
        "gauge",
        "Age of the memory figures.",
        w -> w.process().readSecondsAgo());
  }

  private void workerRuntime() {
    collections();
    perWorker(
        "collector_minor_faults_total",
        "counter",
        "Minor faults inside collections.",
        w -> w.runtime() == null ? null : w.runtime().collectorFaults());
    perWorker(
        "collector_seconds_total",
        "counter",
        "Time inside collections.",
        w -> w.runtime() == null ? null : scaled(w.runtime().collectorNanos(), NANOS_PER_SECOND));
    perWorker(
        "collector_reenable_attempts_total",
        "counter",
        "Calls that switched the collector back on, or would have.",
        w -> w.runtime() == null ? null : w.runtime().reenableAttempts());
    perWorker(
        "frozen_objects",
        "gauge",
        "Objects that the collector leaves alone.",
        w -> w.runtime() == null ? null : w.runtime().frozenObjects());
    perWorker(
        "immortal_objects",
        "gauge",
        "Objects whose references are not counted.",
        w -> w.runtime() == null ? null : w.runtime().immortalObjects());
    cycleGuard();
  }

  private void cycleGuard() {
    perGuard(
        "cycle_guard_collections_total",
        "counter",
        "Collections that the cycle guard made.",
        Report.CycleGuard::collections);
    perGuard(
        "cycle_guard_collected_objects_total",
        "counter",
        "Members of unreachable cycles that the cycle guard's collections found.",
        Report.CycleGuard::collectedObjects);
    perGuard(
        "cycle_guard_seconds_total",
        "counter",
        "Time inside the cycle guard's collections.",
        guard -> scaled(guard.collectorNanos(), NANOS_PER_SECOND));
    perGuard(
        "cycle_guard_baseline_bytes",
        "gauge",
        "Private memory after the first requests.",
        Report.CycleGuard::baselineBytes);
    perGuard(
        "cycle_guard_growth_bytes",
        "gauge",
        "Memory of its own that the worker has more than then.",
        Report.CycleGuard::growthBytes);
    perGuard(
        "cycle_guard_collector_back",
        "gauge",
        "1 where the cycle guard has brought the collector back, else 0.",
        guard -> guard.action().equals("CollectorIsBack") ? 1 : 0);
  }

  private void perGuard(
      String name, String type, String help, Function<Report.CycleGuard, Number> value) {
    perWorker(
        name,
        type,
        help,
        w ->
            w.runtime() == null || w.runtime().cycleGuard() == null
                ? null
                : value.apply(w.runtime().cycleGuard()));
  }

  private void collections() {
    out.family("prefork_worker_collections_total", "counter", "Collections, by generation.");
    for (Report.Worker worker : report.workers()) {
      if (worker.runtime() != null) {
        String pid = Exposition.label("pid", String.valueOf(worker.process().pid()));
        int generation = 0;
        for (Long count : worker.runtime().collections()) {
          String label = Exposition.label("generation", String.valueOf(generation));
          out.sample(pid + "," + label, count);
          generation++;
        }
      }
    }
  }

  private void perWorker(
      String name, String type, String help, Function<Report.Worker, Number> value) {
    boolean any = false;
    for (Report.Worker worker : report.workers()) {
      Number measured = value.apply(worker);
      if (measured != null && !any) {
        out.family("prefork_worker_" + name, type, help);
        any = true;
      }
      out.sample(Exposition.label("pid", String.valueOf(worker.process().pid())), measured);
    }
  }

  private static Double scaled(Long value, double unit) {
    return value == null ? null : Double.valueOf(value / unit);
  }
}
