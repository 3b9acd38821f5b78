package io.prefork.sidecar.measure;

import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.WorkerRecord;
import io.prefork.sidecar.proc.Stat;
import java.util.List;

/** Workers of which only what findings are about is told. */
final class WorkerSamples {
  private WorkerSamples() {}

  /** A worker of that age, seconds, whose bootstrap has written that record, or none: null. */
  static WorkerSample worker(long age, Long requests, WorkerRecord record) {
    Stat stat = new Stat(2, "x", 'S', 1, 0, 0, 0, 1, 7);
    Reading reading = new Reading(0, stat, null, record, null);
    return new WorkerSample(new ProcessSample(stat, age, null, reading, 0L), requests, null, null);
  }

  static WorkerRecord record(Report.Runtime runtime, String reenabledBy) {
    return new WorkerRecord(2, 7, "3.12.1", "", runtime, reenabledBy, false);
  }

  /** What a record counts in which the collector has not run yet. */
  static Report.Runtime runtime(
      String gc, String reason, long reenableAttempts, Report.CycleGuard guard) {
    List<Long> collections = List.of(0L, 0L, 0L);
    return new Report.Runtime(
        gc, reason, "Finalize", collections, 0, 0, 0, 0, reenableAttempts, guard);
  }
}
