package io.prefork.sidecar;

import io.prefork.protocol.Directive;
import io.prefork.sidecar.act.Actor;
import io.prefork.sidecar.act.Controls;
import io.prefork.sidecar.decide.Action;
import io.prefork.sidecar.decide.Decider;
import io.prefork.sidecar.decide.Decision;
import io.prefork.sidecar.decide.Limits;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.Urgency;
import io.prefork.sidecar.sense.Sensed;
import io.prefork.sidecar.sense.Sensor;
import java.util.Objects;
import java.util.function.Consumer;

/** Senses, decides and acts, once a tick. Not thread-safe. */
public final class ControlLoop {
  /** From one glance at used memory to the next, where it is near its limit. */
  private static final long GLANCE_NANOS = 250_000_000;

  private final Sensor sensor;
  private final Decider decider;
  private final Actor actor;
  private final Controls controls;
  private final Reports reports;
  private final Consumer<String> warnings;
  private final Long machineBytes;
  private final Urgency urgency = new Urgency();
  private Directive limitsDirective;
  private Long limitsBytes;
  private Limits limits;
  private String lastDefect = "";
  private Sensed seen;
  private Look last;

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
      Long machineBytes) {
    this.sensor = sensor;
    this.decider = decider;
    this.actor = actor;
    this.controls = controls;
    this.reports = reports;
    this.warnings = warnings;
    this.machineBytes = machineBytes;
  }

  /**
   * One tick: what was seen, what was found best to do, and what became of what was done. The very
   * same as last as long as nothing has moved, and nothing is to be done.
   */
  public Look tick() {
    Sensed sensed = last != null && isAtRest(last) && !isUrgent() ? sensor.tick() : sensor.look();
    if (sensed != seen) {
      seen = null;
      last = look(sensed);
      seen = sensed;
    }
    return last;
  }

  /** Whatever was decided or asked for is judged at every tick until it is done. */
  private boolean isAtRest(Look look) {
    Decision decision = look.decision();
    return (decision == null || decision.action() instanceof Action.Hold) && !actor.isBusy();
  }

  private Look look(Sensed sensed) {
    Directive directive = sensor.directive();
    if (directive == null || sensed.observation() == null || sensed.found().denied()) {
      actor.withoutServer();
      urgency.looked(null);
      return new Look(sensed.round(), null, actor.results(), null, reports);
    }
    Observation now = sensed.observation();
    urgency.looked(now.memory());
    Limits limits = within(sensed, limits(directive, limitBytes(now)));
    Decision decision = null;
    try {
      decision = decideAndAct(now, limits, sensed);
      lastDefect = "";
    } catch (RuntimeException defect) {
      // What was measured is to be reported all the same.
      warnOnce("deciding failed, the pool is left as it is: " + defect);
    }
    return new Look(sensed.round(), decision, actor.results(), limits.problem(), reports);
  }

  /**
   * For how long, of the time that is left until the next tick, {@link #isUrgent} need not be
   * asked.
   */
  public long quietNanos(long leftNanos) {
    return urgency.mayBecomeUrgent() ? Math.min(leftNanos, GLANCE_NANOS) : leftNanos;
  }

  /** Whether the next tick must come at once: memory has risen near its limit since the last. */
  public boolean isUrgent() {
    return urgency.mayBecomeUrgent() && urgency.isUrgent(sensor.usedBytes());
  }

  /** Quantities are parsed only when there are others. */
  private Limits limits(Directive directive, Long limitBytes) {
    if (directive != limitsDirective || !Objects.equals(limitBytes, limitsBytes)) {
      limits = Limits.of(directive, limitBytes);
      limitsDirective = directive;
      limitsBytes = limitBytes;
    }
    return limits;
  }

  /** Where it is not known who is a worker, there is less that can be done. */
  private static Limits within(Sensed sensed, Limits declared) {
    Limits sized = sensed.counted() ? declared : declared.withoutResizing();
    return sensed.certain() ? sized : sized.withoutKilling();
  }

  private Long limitBytes(Observation now) {
    Long own = now.memory() == null ? null : now.memory().tighterLimitBytes();
    return own == null ? machineBytes : own;
  }

  private Decision decideAndAct(Observation now, Limits limits, Sensed sensed) {
    Decision decision = decider.decide(now, limits);
    actor.act(decision, now, limits, controls.of(sensed.found()));
    return decision;
  }

  private void warnOnce(String message) {
    if (!message.equals(lastDefect)) {
      lastDefect = message;
      warnings.accept(message);
    }
  }
}
