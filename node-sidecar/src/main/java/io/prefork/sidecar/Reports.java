package io.prefork.sidecar;

import io.prefork.protocol.Report;
import io.prefork.sidecar.measure.Round;
import io.prefork.sidecar.perf.Counters;
import io.prefork.sidecar.sense.Self;
import java.util.List;

/** Adds to a round who speaks, what it costs, and what was decided and done. */
public record Reports(Report.Pod pod, Self self, Counters counters) {

  /** Before anything was decided. */
  Report of(Round round) {
    return of(round, null, null, null);
  }

  /**
   * @param decision or null
   * @param actions the last ones, oldest first, or null
   * @param problem what of the policy could not be followed, or null
   */
  Report of(
      Round round, Report.Decision decision, List<Report.ActionResult> actions, String problem) {
    Round said = problem == null ? round : round.with(new Report.Finding("PolicyUnclear", problem));
    return said.toReport(pod, self.report(), counters.source(), decision, actions);
  }
}
