package io.prefork.sidecar;

import io.prefork.protocol.Report;
import io.prefork.sidecar.clock.Timestamp;
import io.prefork.sidecar.decide.Action;
import io.prefork.sidecar.decide.Decision;
import io.prefork.sidecar.measure.Round;
import io.prefork.sidecar.perf.Counters;
import io.prefork.sidecar.sense.Self;
import java.util.Locale;

/** Adds to a look who speaks, what it costs, and what was decided and done. */
public record Reports(Report.Pod pod, Self self, Counters counters) {

  /** Before anything was decided. */
  Look look(Round round) {
    return new Look(round, null, null, null, this);
  }

  Report of(Look look) {
    return look.round()
        .toReport(
            pod,
            self.report(),
            counters.source(),
            look.decision() == null ? null : decision(look),
            look.actions(),
            look.findings());
  }

  private static Report.Decision decision(Look look) {
    Decision decision = look.decision();
    Integer workers = null;
    Integer pid = null;
    String name =
        switch (decision.action()) {
          case Action.Hold hold -> "Hold";
          case Action.Grow grow -> {
            workers = grow.workers();
            yield "Grow";
          }
          case Action.Shrink shrink -> {
            workers = shrink.workers();
            yield "Shrink";
          }
          case Action.Recycle recycle -> {
            pid = recycle.worker().pid();
            yield recycle.name();
          }
          case Action.Kill kill -> {
            pid = kill.worker().pid();
            yield "Kill";
          }
        };
    String bound = decision.estimate().bound().name();
    return new Report.Decision(
        Timestamp.of(look.round().takenAt()),
        name,
        workers,
        pid,
        decision.reason(),
        decision.estimate().marginalBytes(),
        decision.estimate().fits(),
        decision.estimate().recycleAboveBytes(),
        bound.charAt(0) + bound.substring(1).toLowerCase(Locale.ROOT));
  }
}
