package io.prefork.sidecar.serve;

import io.prefork.protocol.Report;
import java.util.ArrayList;
import java.util.List;

/** Reports for tests. */
final class Reports {
  private Reports() {}

  /** What a sidecar says that has seen nothing. */
  static Report empty() {
    return withWorkers(List.of());
  }

  /** One that is too large for a socket's buffers. */
  static Report large() {
    List<Report.Worker> workers = new ArrayList<>();
    for (int pid = 1; pid <= 40_000; pid++) {
      Report.Process process =
          new Report.Process(pid, 1, null, 1L << 30, 1L << 30, null, null, null, null, null);
      workers.add(new Report.Worker(process, null, null, null, null, null, null, null));
    }
    return withWorkers(workers);
  }

  private static Report withWorkers(List<Report.Worker> workers) {
    return new Report(
        Report.VERSION,
        "2026-11-23T21:00:00Z",
        new Report.Pod(null, null, null, null),
        null,
        new Report.Sidecar("0.1.0", "2026-11-23T21:00:00Z", null, null),
        null,
        null,
        workers,
        null,
        new Report.Counters("None", "because"),
        null,
        null,
        null,
        null,
        List.of());
  }
}
