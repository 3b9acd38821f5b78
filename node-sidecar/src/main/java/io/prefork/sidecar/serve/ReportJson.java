package io.prefork.sidecar.serve;

import io.prefork.protocol.Report;
import io.prefork.sidecar.json.JsonWriter;

/** The report as JSON: member names are the record components' names, null is left out. */
public final class ReportJson {
  private final JsonWriter json = new JsonWriter();

  private ReportJson() {}

  /** The whole report, without a line break. */
  public static String write(Report report) {
    ReportJson writer = new ReportJson();
    writer.report(report);
    return writer.json.toString();
  }

  private void report(Report report) {
    json.beginObject();
    json.member("version", report.version());
    json.member("takenAt", report.takenAt());
    pod(report.pod());
    directive(report.directive());
    sidecar(report.sidecar());
    server(report.server());
    if (report.master() != null) {
      process("master", report.master());
    }
    json.beginArray("workers");
    for (Report.Worker worker : report.workers()) {
      worker(worker);
    }
    json.endArray();
    pool(report.pool());
    counters(report.counters());
    CollectorFaultsJson.write(json, report.collectorFaults());
    ContainerJson.write(json, report.container());
    DecisionJson.write(json, report.decision(), report.actions());
    json.beginArray("findings");
    for (Report.Finding finding : report.findings()) {
      json.beginObject();
      json.member("reason", finding.reason()).member("message", finding.message());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }

  private void pod(Report.Pod pod) {
    json.beginObject("pod");
    json.member("namespace", pod.namespace()).member("name", pod.name());
    json.member("uid", pod.uid()).member("node", pod.node());
    json.endObject();
  }

  private void directive(Report.InForce directive) {
    if (directive != null) {
      json.beginObject("directive");
      json.member("policy", directive.policy());
      json.member("generation", directive.generation());
      json.member("mode", directive.mode());
      json.endObject();
    }
  }

  private void sidecar(Report.Sidecar sidecar) {
    json.beginObject("sidecar");
    json.member("version", sidecar.version()).member("startedAt", sidecar.startedAt());
    json.member("pssBytes", sidecar.pssBytes()).member("cpuMicros", sidecar.cpuMicros());
    json.endObject();
  }

  private void server(Report.Server server) {
    if (server != null) {
      json.beginObject("server");
      json.member("kind", server.kind());
      json.member("version", server.version());
      json.member("python", server.python());
      json.endObject();
    }
  }

  private void process(String name, Report.Process process) {
    json.beginObject(name);
    json.member("pid", process.pid());
    json.member("startTicks", process.startTicks());
    json.member("ageSeconds", process.ageSeconds());
    json.member("rssBytes", process.rssBytes());
    json.member("pssBytes", process.pssBytes());
    json.member("sharedBytes", process.sharedBytes());
    json.member("privateBytes", process.privateBytes());
    json.member("privateDirtyBytes", process.privateDirtyBytes());
    json.member("anonymousBytes", process.anonymousBytes());
    json.member("readSecondsAgo", process.readSecondsAgo());
    json.endObject();
  }

  private void worker(Report.Worker worker) {
    json.beginObject();
    process("process", worker.process());
    json.member("requests", worker.requests());
    json.member("busy", worker.busy());
    json.member("minorFaults", worker.minorFaults());
    json.member("majorFaults", worker.majorFaults());
    json.member("cowEfficiency", worker.cowEfficiency());
    runtime(worker.runtime());
    workerCounters(worker.counters());
    json.endObject();
  }

  private void runtime(Report.Runtime runtime) {
    if (runtime != null) {
      json.beginObject("runtime");
      json.member("gc", runtime.gc());
      json.member("gcReason", runtime.gcReason());
      json.member("shutdown", runtime.shutdown());
      json.beginArray("collections");
      for (Long collections : runtime.collections()) {
        json.element(collections);
      }
      json.endArray();
      json.member("collectorFaults", runtime.collectorFaults());
      json.member("collectorNanos", runtime.collectorNanos());
      json.member("frozenObjects", runtime.frozenObjects());
      json.member("immortalObjects", runtime.immortalObjects());
      json.member("reenableAttempts", runtime.reenableAttempts());
      cycleGuard(runtime.cycleGuard());
      json.endObject();
    }
  }

  private void cycleGuard(Report.CycleGuard guard) {
    if (guard != null) {
      json.beginObject("cycleGuard");
      json.member("action", guard.action());
      json.member("baselineBytes", guard.baselineBytes());
      json.member("growthBytes", guard.growthBytes());
      json.member("collections", guard.collections());
      json.member("collectedObjects", guard.collectedObjects());
      json.member("collectorNanos", guard.collectorNanos());
      json.endObject();
    }
  }

  private void workerCounters(Report.WorkerCounters counters) {
    if (counters != null) {
      json.beginObject("counters");
      json.member("instructions", counters.instructions());
      json.member("cycles", counters.cycles());
      json.member("faults", counters.faults());
      json.member("cacheReferences", counters.cacheReferences());
      json.member("cacheMisses", counters.cacheMisses());
      json.endObject();
    }
  }

  private void pool(Report.Pool pool) {
    if (pool != null) {
      json.beginObject("pool");
      json.member("workers", pool.workers());
      json.member("masterRssBytes", pool.masterRssBytes());
      json.member("sharedPerWorkerBytes", pool.sharedPerWorkerBytes());
      json.member("privatePerWorkerBytes", pool.privatePerWorkerBytes());
      json.member("poolPssBytes", pool.poolPssBytes());
      json.member("cowEfficiency", pool.cowEfficiency());
      json.member("requests", pool.requests());
      json.member("minorFaultsPerRequest", pool.minorFaultsPerRequest());
      json.member("collectorFaultShare", pool.collectorFaultShare());
      json.member("ipc", pool.ipc());
      json.member("respawns", pool.respawns());
      json.member("listenQueue", pool.listenQueue());
      json.member("ceiling", pool.ceiling());
      json.member("oldestReadingSeconds", pool.oldestReadingSeconds());
      json.endObject();
    }
  }

  private void counters(Report.Counters counters) {
    json.beginObject("counters");
    json.member("source", counters.source()).member("reason", counters.reason());
    json.endObject();
  }
}
