package io.prefork.sidecar.measure;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.clock.Timestamp;
import io.prefork.sidecar.discover.ServerKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is known at one moment.
 *
 * @param takenAt that moment
 * @param directive in force, or null
 * @param kind of server, or null when there is none
 * @param serverVersion as the server's own interface tells it, or null
 * @param master null when there is no server
 * @param workers oldest first
 * @param pool what is known of it beyond its processes
 * @param collectorFaults null where nobody asks for samples
 * @param container null when there is no server
 * @param findings each reason at most once
 */
public record Round(
    Instant takenAt,
    Directive directive,
    ServerKind kind,
    String serverVersion,
    ProcessSample master,
    List<WorkerSample> workers,
    PoolSample pool,
    Report.CollectorFaults collectorFaults,
    Report.Container container,
    List<Report.Finding> findings) {

  /**
   * @param pod who is speaking
   * @param sidecar its own cost
   * @param counters where event counts come from
   * @param decision the last one, or null
   * @param actions the last ones, or null
   * @param allFindings those of this round, and of whoever else has some
   */
  public Report toReport(
      Report.Pod pod,
      Report.Sidecar sidecar,
      Report.Counters counters,
      Report.Decision decision,
      List<Report.ActionResult> actions,
      List<Report.Finding> allFindings) {
    List<Report.Worker> reported = new ArrayList<>();
    for (WorkerSample worker : workers) {
      reported.add(worker.toReport(master == null ? null : master.rollup()));
    }
    Report.Pool figures = PoolFigures.of(master, workers, pool);
    return new Report(
        Report.VERSION,
        Timestamp.of(takenAt),
        pod,
        directive == null
            ? null
            : new Report.InForce(directive.policy(), directive.generation(), directive.mode()),
        sidecar,
        server(),
        master == null ? null : master.toReport(),
        List.copyOf(reported),
        figures,
        counters,
        collectorFaults(figures),
        container,
        decision,
        actions,
        allFindings);
  }

  /** The same with what was sampled of the workers' page faults. */
  public Round with(Report.CollectorFaults sampled) {
    List<Report.Finding> all = findings;
    if (sampled != null && sampled.reason() != null) {
      all = new ArrayList<>(findings);
      all.add(new Report.Finding("FaultsNotSampled", notSampled(sampled.reason())));
    }
    return new Round(
        takenAt,
        directive,
        kind,
        serverVersion,
        master,
        workers,
        pool,
        sampled,
        container,
        List.copyOf(all));
  }

  private static String notSampled(String reason) {
    return reason
        + "; the bootstrap's own count is used; where that is enough, write"
        + " sensing: {collectorFaults: Count}";
  }

  /** Where nothing could be sampled, with what the bootstrap counts. */
  private Report.CollectorFaults collectorFaults(Report.Pool figures) {
    if (collectorFaults == null || collectorFaults.reason() == null || figures == null) {
      return collectorFaults;
    }
    return new Report.CollectorFaults(
        collectorFaults.source(),
        collectorFaults.reason(),
        figures.collectorFaultShare(),
        null,
        null,
        null);
  }

  private Report.Server server() {
    if (kind == null) {
      return null;
    }
    String version = serverVersion;
    String python = null;
    for (WorkerSample worker : workers) {
      if (worker.record() != null) {
        python = worker.record().python();
        version = version == null ? versionIn(worker.record().server()) : version;
      }
    }
    return new Report.Server(kind.protocolName(), version, python);
  }

  /** Of "gunicorn 27.0.1", the second word. */
  private static String versionIn(String server) {
    int space = server.indexOf(' ');
    return space < 0 ? null : server.substring(space + 1);
  }
}
