package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.Action;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.WorkerId;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps an action that failed from being tried over and over. A retreat is free of it: it is taken
 * back before it is asked for again, and memory does not wait. Pure but for its memory.
 */
final class Restraint {
  private static final long AFTER_FAILURE_MILLIS = 300_000;
  private static final long AFTER_REFUSAL_MILLIS = 10_000;

  /** Workers that were given up on lately; there is one attempt at a time. */
  private static final int MAX_WORKERS = 256;

  private final Map<WorkerId, Long> workers = new HashMap<>();
  private long growth = Long.MIN_VALUE;

  void after(Action action, long nowMillis) {
    until(action, nowMillis + AFTER_FAILURE_MILLIS);
  }

  /** Nothing was sent, and the cause may pass: the worker was starting, or a socket was closed. */
  void afterRefusal(Action action, long nowMillis) {
    until(action, nowMillis + AFTER_REFUSAL_MILLIS);
  }

  boolean allows(Action action, Observation now) {
    return switch (action) {
      case Action.Hold hold -> true;
      case Action.Shrink shrink -> true;
      case Action.Grow grow -> now.atMillis() >= growth;
      case Action.Recycle recycle -> isOver(recycle.worker(), now);
      case Action.Kill kill -> isOver(kill.worker(), now);
    };
  }

  void clear() {
    workers.clear();
    growth = Long.MIN_VALUE;
  }

  private boolean isOver(WorkerId worker, Observation now) {
    Long until = workers.get(worker);
    return until == null || now.atMillis() >= until;
  }

  private void until(Action action, long millis) {
    switch (action) {
      case Action.Grow grow -> growth = millis;
      case Action.Recycle recycle -> put(recycle.worker(), millis);
      case Action.Kill kill -> put(kill.worker(), millis);
      case Action.Hold hold -> {}
      case Action.Shrink shrink -> {}
    }
  }

  private void put(WorkerId worker, long millis) {
    if (workers.size() >= MAX_WORKERS) {
      workers.clear();
    }
    workers.put(worker, millis);
  }
}
