package io.prefork.e2e;

import io.prefork.protocol.Report;
import io.prefork.sidecar.act.Actor;
import io.prefork.sidecar.decide.Action;
import io.prefork.sidecar.decide.Decision;
import io.prefork.sidecar.decide.Ending;
import io.prefork.sidecar.decide.Limits;
import io.prefork.sidecar.decide.Metric;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.Reclaim;
import io.prefork.sidecar.decide.Thresholds;
import io.prefork.sidecar.decide.WorkerState;
import java.time.Clock;
import java.util.Optional;

/**
 * Has the sidecar's Actor recycle and resize one server so many times, each after the one before
 * was confirmed. Part of {@code e2e/bench actions}.
 */
final class ActionsDriver {
  private static final long TICK_MILLIS = 100;
  private static final long PATIENCE_MILLIS = 300_000;
  private static final int MIN = 2;
  private static final int MAX = 6;
  private static final Limits LIMITS =
      new Limits(true, true, MIN, MAX, new Thresholds(1L, null, Metric.USS), Reclaim.AUTO);

  private final ObservedServer server;
  private final Actor actor = new Actor(Clock.systemUTC(), line -> {});
  private boolean growing = true;

  private ActionsDriver(String volume) {
    server = new ObservedServer(volume);
  }

  /**
   * @param arguments the server's PREFORK_DIR, number of recycles, number of resizes
   */
  public static void main(String[] arguments) throws InterruptedException {
    ActionsDriver driver = new ActionsDriver(arguments[0]);
    int recycles = Integer.parseInt(arguments[1]);
    int resizes = Integer.parseInt(arguments[2]);
    int both = recycles + resizes;
    for (int i = 0; i < both; i++) {
      // Spread evenly among one another.
      boolean resize = (long) (i + 1) * resizes / both > (long) i * resizes / both;
      driver.carryOut(resize);
    }
    System.out.println("confirmed " + recycles + " recycles, " + resizes + " resizes");
  }

  private void carryOut(boolean resize) throws InterruptedException {
    boolean sent = false;
    long deadline = System.nanoTime() / 1_000_000 + PATIENCE_MILLIS;
    while (System.nanoTime() / 1_000_000 < deadline) {
      Optional<Observation> seen = server.observe();
      if (seen.isPresent()) {
        Action action = sent ? new Action.Hold() : next(resize, seen.get());
        actor.act(new Decision(action, "benchmark", null), seen.get(), LIMITS, server.control());
        if (sent && !actor.isBusy()) {
          requireConfirmed();
          return;
        }
        sent |= actor.isBusy();
      }
      Thread.sleep(TICK_MILLIS);
    }
    throw new IllegalStateException("no end within 300 s: " + actor.results());
  }

  private void requireConfirmed() {
    Report.ActionResult last = actor.results().getLast();
    if (!last.result().equals("Confirmed")) {
      throw new IllegalStateException(last.toString());
    }
  }

  private Action next(boolean resize, Observation seen) {
    if (resize) {
      return resize(seen.workers().size());
    }
    for (WorkerState worker : seen.workers()) {
      // As the policy has it: who is idle, if the server tells; the oldest comes first.
      if (!Boolean.TRUE.equals(worker.busy())) {
        return new Action.Recycle(worker.id(), Ending.WHEN_IDLE);
      }
    }
    return new Action.Hold();
  }

  private Action resize(int workers) {
    if (workers >= MAX) {
      growing = false;
    } else if (workers <= MIN) {
      growing = true;
    }
    return growing ? new Action.Grow(1) : new Action.Shrink(1);
  }
}
