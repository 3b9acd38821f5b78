package io.prefork.operator.measure;

import io.prefork.operator.report.Reading;
import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Finding;
import io.prefork.protocol.Report.Pool;
import io.prefork.protocol.Report.Process;
import io.prefork.protocol.Report.Runtime;
import io.prefork.protocol.Report.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What pods report: the figures are those of a 230 MB Django master with 8 workers, measured. */
public final class Reports {

  public static final String POLICY = "default/web";
  public static final long MB = 1_000_000;
  public static final long SIDECAR = 12 * MB;

  public static final Pool STOCK =
      new Pool(
          8, 230 * MB, 92 * MB, 128 * MB, 1247 * MB, 0.42, 2000L, 130.0, 0.89, 1.34, null, null,
          null, null);
  public static final Pool FROZEN =
      new Pool(
          8, 230 * MB, 200 * MB, 19 * MB, 379 * MB, 0.91, 2000L, 19.0, 0.01, 1.57, null, null, null,
          null);

  private Reports() {}

  /** What an untreated worker's record says after its first full collection. */
  public static Runtime stock() {
    return new Runtime(
        "Default", null, "Finalize", List.of(90L, 9L, 1L), 27_000, 300_000_000, 0, 0, 0, null);
  }

  public static Runtime frozen() {
    return new Runtime(
        "Freeze",
        null,
        "SkipFinalization",
        List.of(90L, 9L, 0L),
        200,
        3_000_000,
        2_400_000,
        0,
        1,
        null);
  }

  /** What a worker's record says that could not have the mode which the policy declares. */
  public static Runtime otherThanDeclared(String gc) {
    return new Runtime(
        gc,
        "CPython 3.11.9 has none",
        "Finalize",
        List.of(90L, 9L, 1L),
        200,
        3_000_000,
        0,
        0,
        0,
        null);
  }

  public static Worker worker(Runtime runtime, Long requests, long ageSeconds) {
    return new Worker(
        new Process(7, 100, ageSeconds, null, null, null, null, null, null, null),
        requests,
        false,
        null,
        null,
        null,
        runtime,
        null);
  }

  public static Report report(String mode, Pool pool, Worker worker) {
    return new Report(
        Report.VERSION,
        "2026-11-23T21:00:00Z",
        new Report.Pod("default", "web-1", "uid-1", "node"),
        new Report.InForce(POLICY, 1, mode),
        new Report.Sidecar("0.1.0", "2026-11-23T20:00:00Z", SIDECAR, 1L),
        new Report.Server("UWSGI", "2.0.31", "3.11.2"),
        null,
        Collections.nCopies(pool.workers(), worker),
        pool,
        null,
        null,
        null,
        null,
        null,
        List.of());
  }

  public static Report observed() {
    return report("Observe", STOCK, worker(stock(), 250L, 60));
  }

  public static Report treated() {
    return report("Enforce", FROZEN, worker(frozen(), 250L, 60));
  }

  public static Report withFinding(Report report, String reason, String message) {
    return changed(
        report,
        report.takenAt(),
        report.pod(),
        report.sidecar(),
        report.workers(),
        List.of(new Finding(reason, message)));
  }

  public static Report withWorkers(Report report, List<Worker> workers) {
    return changed(
        report, report.takenAt(), report.pod(), report.sidecar(), workers, report.findings());
  }

  /** The same, spoken by another pod, now. */
  public static Report of(String uid, Instant takenAt, Report report) {
    return changed(
        report,
        takenAt.toString(),
        new Report.Pod("default", "pod", uid, "node"),
        report.sidecar(),
        report.workers(),
        report.findings());
  }

  /** The same, from a sidecar that had started so long before it took the report. */
  static Report startedBefore(Report report, Duration age) {
    Report.Sidecar sidecar =
        new Report.Sidecar(
            "0.1.0", Instant.parse(report.takenAt()).minus(age).toString(), SIDECAR, 1L);
    return changed(
        report, report.takenAt(), report.pod(), sidecar, report.workers(), report.findings());
  }

  private static Report changed(
      Report report,
      String takenAt,
      Report.Pod pod,
      Report.Sidecar sidecar,
      List<Worker> workers,
      List<Finding> findings) {
    return new Report(
        report.version(),
        takenAt,
        pod,
        report.directive(),
        sidecar,
        report.server(),
        report.master(),
        workers,
        report.pool(),
        report.counters(),
        report.collectorFaults(),
        report.container(),
        report.decision(),
        report.actions(),
        findings);
  }

  static ObservedPod answering(String name, Report report) {
    return new ObservedPod(name, true, null, Optional.empty(), new Reading.Answered(report));
  }
}
