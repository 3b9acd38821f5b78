package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.Action;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.decide.WorkerState;

/**
 * An action that was sent, until its effect is seen or given up. Pure.
 *
 * @param action with the number of workers that was really sent
 * @param reason of the decision
 * @param at when it was sent, as the report has it
 * @param sentAtMillis the same, on the observations' clock
 * @param workers how many there were then, as far as other actions have not changed it since
 * @param coming workers that an overtaken growth may still bring
 * @param seen whether the last observation showed the effect
 */
record Pending(
    Action action,
    String reason,
    String at,
    long sentAtMillis,
    int workers,
    int coming,
    boolean seen) {

  /** Gunicorn and uWSGI start a worker, or end an idle one, within two seconds. */
  private static final long GROWTH_MILLIS = 30_000;

  /** A worker may be in a long request; that long, nothing else is asked of the server. */
  private static final long SHRINK_MILLIS = 90_000;

  private static final long RECYCLE_MILLIS = 120_000;
  private static final long KILL_MILLIS = 30_000;

  /** The two requests may have met in the server and come to nothing. */
  private static final long OVERTAKING_SHRINK_MILLIS = 5_000;

  static Pending of(Action action, String reason, String at, Observation now, int coming) {
    return new Pending(action, reason, at, now.atMillis(), now.workers().size(), coming, false);
  }

  /** The same while so many workers are asked to leave. */
  Pending with(int fewer) {
    return new Pending(action, reason, at, sentAtMillis, workers - fewer, coming, seen);
  }

  /** What an observation says about it. */
  sealed interface Verdict {
    record Confirmed() implements Verdict {}

    /** Not yet, or not for certain. */
    record Open(Pending next) implements Verdict {}

    /**
     * @param missing workers that were asked for in vain; 0 where it was not about a number
     * @param reason one line
     */
    record Failed(int missing, String reason) implements Verdict {}
  }

  Verdict judge(Observation now) {
    if (isDone(now)) {
      // A worker that is being replaced is missing for a moment: once seen is not enough.
      return seen ? new Verdict.Confirmed() : new Verdict.Open(seen(true));
    }
    long waited = now.atMillis() - sentAtMillis;
    if (waited < deadlineMillis()) {
      return new Verdict.Open(seen(false));
    }
    return new Verdict.Failed(missing(now), failure(now, waited / 1000));
  }

  private boolean isDone(Observation now) {
    return switch (action) {
      case Action.Hold hold -> true;
      case Action.Grow grow -> missing(now) == 0;
      case Action.Shrink shrink -> missing(now) == 0;
      case Action.Recycle recycle -> isReplaced(recycle.worker(), now);
      case Action.Kill kill -> isReplaced(kill.worker(), now);
    };
  }

  private boolean isReplaced(WorkerId worker, Observation now) {
    return !isThere(worker, now) && now.workers().size() >= workers;
  }

  /** How many workers a change of size still lacks. */
  int missing(Observation now) {
    int count = now.workers().size();
    return switch (action) {
      case Action.Grow grow -> clamp(workers + grow.workers() - count, grow.workers());
      case Action.Shrink shrink ->
          clamp(count - (workers + coming - shrink.workers()), shrink.workers());
      case Action.Hold hold -> 0;
      case Action.Recycle recycle -> 0;
      case Action.Kill kill -> 0;
    };
  }

  private static int clamp(int missing, int most) {
    return Math.min(Math.max(missing, 0), most);
  }

  private long deadlineMillis() {
    return switch (action) {
      case Action.Hold hold -> 0;
      case Action.Grow grow -> GROWTH_MILLIS;
      case Action.Shrink shrink -> coming > 0 ? OVERTAKING_SHRINK_MILLIS : SHRINK_MILLIS;
      case Action.Recycle recycle -> RECYCLE_MILLIS;
      case Action.Kill kill -> KILL_MILLIS;
    };
  }

  private String failure(Observation now, long seconds) {
    int count = now.workers().size();
    return switch (action) {
      case Action.Hold hold -> "";
      case Action.Grow grow ->
          "still " + count + " workers after " + seconds + " s, " + missing(now) + " too few";
      case Action.Shrink shrink ->
          "still " + count + " workers after " + seconds + " s, " + missing(now) + " too many";
      case Action.Recycle recycle -> notReplaced(recycle.worker(), now, seconds);
      case Action.Kill kill -> notReplaced(kill.worker(), now, seconds);
    };
  }

  private static String notReplaced(WorkerId worker, Observation now, long seconds) {
    return isThere(worker, now)
        ? "worker " + worker.pid() + " still runs after " + seconds + " s"
        : "worker "
            + worker.pid()
            + " went, but after "
            + seconds
            + " s there are only "
            + now.workers().size()
            + " workers";
  }

  private Pending seen(boolean now) {
    return new Pending(action, reason, at, sentAtMillis, workers, coming, now);
  }

  private static boolean isThere(WorkerId worker, Observation now) {
    for (WorkerState state : now.workers()) {
      if (state.id().equals(worker)) {
        return true;
      }
    }
    return false;
  }
}
