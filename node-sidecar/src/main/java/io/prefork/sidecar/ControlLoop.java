package io.prefork.sidecar;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.act.Actor;
import io.prefork.sidecar.act.Controls;
import io.prefork.sidecar.clock.Timestamp;
import io.prefork.sidecar.decide.Action;
import io.prefork.sidecar.decide.Decider;
import io.prefork.sidecar.decide.Decision;
import io.prefork.sidecar.decide.Limits;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.sense.Sensed;
import io.prefork.sidecar.sense.Sensor;
import java.time.Clock;
import java.util.Locale;
import java.util.function.Consumer;

/** Senses, decides and acts, once a tick. Not thread-safe. */
public final class ControlLoop {
  private final Sensor sensor;
  private final Decider decider;
  private final Actor actor;
  private final Controls controls;
  private final Reports reports;
  private final Consumer<String> warnings;
  private final Clock clock;
  private final Long machineBytes;
  private String lastDefect = "";

  /**
   * @param warnings is told what went wrong, one line each
   * @param machineBytes what a percentage of the memory limit is of where there is no limit; null:
   *     of nothing, and so it cannot be followed
   */
  public ControlLoop(
      Sensor sensor,
      Decider decider,
      Actor actor,
      Controls controls,
      Reports reports,
      Consumer<String> warnings,
      Clock clock,
      Long machineBytes) {
    this.sensor = sensor;
    this.decider = decider;
    this.actor = actor;
    this.controls = controls;
    this.reports = reports;
    this.warnings = warnings;
    this.clock = clock;
    this.machineBytes = machineBytes;
  }

  /** One tick: what was seen, what was found best to do, and what became of what was done. */
  public Report tick() {
    Sensed sensed = sensor.tick();
    Directive directive = sensor.directive();
    if (directive == null || sensed.observation() == null || sensed.found().denied()) {
      actor.withoutServer();
      return reports.of(sensed.round(), null, actor.results(), null);
    }
    Observation now = sensed.observation();
    Limits limits = Limits.of(directive, limitBytes(now));
    Report.Decision decision = null;
    try {
      decision = decideAndAct(now, limits, sensed);
      lastDefect = "";
    } catch (RuntimeException defect) {
      // What was measured is to be reported all the same.
      warnOnce("deciding failed, the pool is left as it is: " + defect);
    }
    return reports.of(sensed.round(), decision, actor.results(), limits.problem());
  }

  private Long limitBytes(Observation now) {
    Long own = now.memory() == null ? null : now.memory().tighterLimitBytes();
    return own == null ? machineBytes : own;
  }

  private Report.Decision decideAndAct(Observation now, Limits limits, Sensed sensed) {
    Decision decision = decider.decide(now, limits);
    actor.act(decision, now, limits, controls.of(sensed.found()));
    return reported(decision);
  }

  private Report.Decision reported(Decision decision) {
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
            yield "Recycle";
          }
          case Action.Kill kill -> {
            pid = kill.worker().pid();
            yield "Kill";
          }
        };
    String bound = decision.estimate().bound().name();
    return new Report.Decision(
        Timestamp.of(clock.instant()),
        name,
        workers,
        pid,
        decision.reason(),
        decision.estimate().marginalBytes(),
        decision.estimate().fits(),
        decision.estimate().recycleAboveBytes(),
        bound.charAt(0) + bound.substring(1).toLowerCase(Locale.ROOT));
  }

  private void warnOnce(String message) {
    if (!message.equals(lastDefect)) {
      lastDefect = message;
      warnings.accept(message);
    }
  }
}
