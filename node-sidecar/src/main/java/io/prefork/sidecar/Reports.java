package io.prefork.sidecar;

import io.prefork.protocol.Report;
import io.prefork.sidecar.measure.Round;
import io.prefork.sidecar.perf.Counters;
import io.prefork.sidecar.sense.Self;

/** Adds to a round who speaks and what it costs. */
record Reports(Report.Pod pod, Self self, Counters counters) {
  Report of(Round round) {
    return round.toReport(pod, self.report(), counters.source(), null, null);
  }
}
