package io.prefork.sidecar.act;

import io.prefork.protocol.Report;
import io.prefork.sidecar.clock.Timestamp;
import io.prefork.sidecar.decide.Action;
import io.prefork.sidecar.decide.Decision;
import io.prefork.sidecar.decide.Ending;
import io.prefork.sidecar.decide.Limits;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.WorkerId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Carries decisions out, once each, and learns from later observations whether they took effect. As
 * long as one is open nothing else is sent, except what must not wait: a retreat, and SIGKILL. Not
 * thread-safe.
 */
public final class Actor {
  /** For what is being opened anew; longer, and it is a failure. */
  private static final long POSTPONED_MILLIS = 10_000;

  private final Clock clock;
  private final Results results;
  private final Restraint restraint = new Restraint();
  private List<Pending> pending = new ArrayList<>();
  private Postponed postponed;
  private WorkerId master;

  /**
   * @param clock of the report's times; deadlines go by the observations' own clock
   * @param journal is told each action's beginning and end, one line each
   */
  public Actor(Clock clock, Consumer<String> journal) {
    this.clock = clock;
    this.results = new Results(journal);
  }

  /** What became of the last actions, oldest first; at most {@link Report#MAX_ACTIONS}. */
  public List<Report.ActionResult> results() {
    return results.list();
  }

  /** What could not be sent yet, and since when on the observations' clock. */
  private record Postponed(Action action, String reason, long sinceMillis) {}

  /** Whether an action waits for its effect, or to be sent. */
  public boolean isBusy() {
    return !pending.isEmpty() || postponed != null;
  }

  /** A tick at which there is no server: nothing that was asked of it is to be waited for. */
  public void withoutServer() {
    abandon("the server is gone");
    master = null;
  }

  /**
   * One tick: judges what is open, then carries out what was decided as far as that is possible
   * now.
   *
   * @param decision made from {@code now}
   * @param limits that it was made under
   * @param control of the server that {@code now} is about
   */
  public void act(Decision decision, Observation now, Limits limits, ServerControl control) {
    if (!control.master().equals(master)) {
      abandon("the server was restarted meanwhile");
      master = control.master();
    }
    judge(now, control);
    Postponed wanted = wanted(decision, now);
    postponed = null;
    Action action = Permission.of(wanted.action(), now, limits, leaving(now));
    if (mayGo(action, now)) {
      carryOut(action, wanted, now, limits, control);
    }
  }

  /** What is decided now comes before what could not be sent before. */
  private Postponed wanted(Decision decision, Observation now) {
    Action action = decision.action();
    if (postponed != null && (action instanceof Action.Hold || action.equals(postponed.action()))) {
      return postponed;
    }
    return new Postponed(action, decision.reason(), now.atMillis());
  }

  private void judge(Observation now, ServerControl control) {
    List<Pending> open = new ArrayList<>();
    for (Pending one : pending) {
      switch (one.judge(now)) {
        case Pending.Verdict.Confirmed confirmed -> results.confirmed(one, now);
        case Pending.Verdict.Open still -> open.add(still.next());
        case Pending.Verdict.Failed failed -> giveUp(one, failed, now, control);
      }
    }
    pending = open;
  }

  private void giveUp(
      Pending one, Pending.Verdict.Failed failed, Observation now, ServerControl control) {
    String reason = failed.reason();
    if (failed.missing() > 0 && one.coming() == 0) {
      int sent = one.action() instanceof Action.Shrink ? -failed.missing() : failed.missing();
      reason += "; " + withdrawn(control.withdraw(sent, now));
    }
    if (one.action() instanceof Action.Recycle recycle) {
      Attempt kept = control.keep(recycle.worker());
      reason += kept.equals(new Attempt.Sent(0)) ? "" : "; " + withdrawn(kept);
    }
    restraint.after(one.action(), now.atMillis());
    results.failed(one, reason);
  }

  private static String withdrawn(Attempt attempt) {
    return switch (attempt) {
      case Attempt.Sent sent -> "taken back";
      case Attempt.NotYet notYet -> "not taken back: " + notYet.reason();
      case Attempt.Refused refused -> "not taken back: " + refused.reason();
    };
  }

  /** Workers that were asked to leave and are still there. */
  private int leaving(Observation now) {
    int leaving = 0;
    for (Pending one : pending) {
      if (one.action() instanceof Action.Shrink) {
        leaving += one.missing(now);
      }
    }
    return leaving;
  }

  private boolean mayGo(Action action, Observation now) {
    return switch (action) {
      case Action.Hold hold -> false;
      case Action.Shrink shrink -> restraint.allows(shrink, now);
      case Action.Kill kill -> !isOpen(kill) && restraint.allows(kill, now);
      case Action.Grow grow -> pending.isEmpty() && restraint.allows(grow, now);
      case Action.Recycle recycle -> pending.isEmpty() && restraint.allows(recycle, now);
    };
  }

  private boolean isOpen(Action action) {
    for (Pending one : pending) {
      if (one.action().equals(action)) {
        return true;
      }
    }
    return false;
  }

  private void carryOut(
      Action action, Postponed wanted, Observation now, Limits limits, ServerControl control) {
    String at = Timestamp.of(clock.instant());
    switch (send(action, Permission.floor(limits), now, control)) {
      case Attempt.Sent sent -> {
        int coming = action instanceof Action.Shrink shrink ? overtake(shrink, now) : 0;
        Pending one = Pending.of(reduced(action, sent.workers()), wanted.reason(), at, now, coming);
        pending.add(one);
        results.sent(one, control.name());
      }
      case Attempt.NotYet notYet -> {
        if (now.atMillis() - wanted.sinceMillis() < POSTPONED_MILLIS) {
          postponed = wanted;
        } else {
          refused(action, at, notYet.reason(), now);
        }
      }
      case Attempt.Refused refused -> refused(action, at, refused.reason(), now);
    }
  }

  private void refused(Action action, String at, String reason, Observation now) {
    restraint.afterRefusal(action, now.atMillis());
    results.refused(action, at, reason);
  }

  private static Attempt send(Action action, int floor, Observation now, ServerControl control) {
    return switch (action) {
      case Action.Hold hold -> new Attempt.Sent(0);
      case Action.Grow grow -> control.resize(grow.workers(), floor, now);
      case Action.Shrink shrink -> control.resize(-shrink.workers(), floor, now);
      case Action.Recycle recycle ->
          recycle.ending() == Ending.AFTER_REQUEST
              ? control.recycleAfterRequest(recycle.worker())
              : control.recycle(recycle.worker());
      case Action.Kill kill -> control.kill(kill.worker());
    };
  }

  private static Action reduced(Action action, int workers) {
    return switch (action) {
      case Action.Grow grow -> new Action.Grow(Math.min(workers, grow.workers()));
      case Action.Shrink shrink -> new Action.Shrink(Math.min(workers, shrink.workers()));
      case Action.Hold hold -> hold;
      case Action.Recycle recycle -> recycle;
      case Action.Kill kill -> kill;
    };
  }

  /**
   * Ends an open growth, and has what else is open reckon with the retreat.
   *
   * @return workers that the growth may still bring
   */
  private int overtake(Action.Shrink shrink, Observation now) {
    int coming = 0;
    List<Pending> open = new ArrayList<>();
    for (Pending one : pending) {
      if (one.action() instanceof Action.Grow) {
        coming += one.missing(now);
        results.failed(one, "overtaken by a retreat before it was confirmed");
      } else {
        open.add(one.with(shrink.workers()));
      }
    }
    pending = open;
    return coming;
  }

  private void abandon(String reason) {
    for (Pending one : pending) {
      results.failed(one, reason);
    }
    pending = new ArrayList<>();
    postponed = null;
    restraint.clear();
  }
}
