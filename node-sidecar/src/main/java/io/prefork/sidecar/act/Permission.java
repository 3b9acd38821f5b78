package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.Action;
import io.prefork.sidecar.decide.Ending;
import io.prefork.sidecar.decide.Limits;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.decide.WorkerState;

/**
 * What the policy lets happen to a pool, whatever was decided: the last look before something is
 * sent. Pure.
 */
final class Permission {
  private Permission() {}

  /** Fewest workers that the policy leaves. */
  static int floor(Limits limits) {
    return limits.min() == null ? 1 : Math.max(1, limits.min());
  }

  /**
   * The action as far as it is allowed; {@link Action.Hold} when nothing of it is.
   *
   * @param leaving workers that were asked to go and are still there
   */
  static Action of(Action action, Observation now, Limits limits, int leaving) {
    return limits.enforce() ? allowed(action, now, limits, leaving) : new Action.Hold();
  }

  private static Action allowed(Action action, Observation now, Limits limits, int leaving) {
    int count = now.workers().size();
    return switch (action) {
      case Action.Hold hold -> hold;
      case Action.Grow grow -> {
        int more = Math.min(grow.workers(), room(limits, now) - count);
        yield limits.resize() && more > 0 ? new Action.Grow(more) : new Action.Hold();
      }
      case Action.Shrink shrink -> {
        int fewer = Math.min(shrink.workers(), count - floor(limits)) - leaving;
        yield limits.resize() && fewer > 0 ? new Action.Shrink(fewer) : new Action.Hold();
      }
      case Action.Recycle recycle ->
          limits.rss().recycleAboveBytes() != null && canEnd(recycle.worker(), now)
              ? recycle
              : new Action.Hold();
      case Action.Kill kill ->
          limits.rss().killAboveBytes() != null && isThere(kill.worker(), now)
              ? kill
              : new Action.Hold();
    };
  }

  private static int room(Limits limits, Observation now) {
    int most = limits.max() == null ? Integer.MAX_VALUE : limits.max();
    return now.ceiling() == null ? most : Math.min(most, now.ceiling());
  }

  private static boolean canEnd(WorkerId worker, Observation now) {
    for (WorkerState state : now.workers()) {
      if (state.id().equals(worker)) {
        return state.ending() != Ending.NEVER;
      }
    }
    return false;
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
