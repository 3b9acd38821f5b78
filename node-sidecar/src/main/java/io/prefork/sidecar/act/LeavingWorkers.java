package io.prefork.sidecar.act;

import io.prefork.sidecar.bootstrap.Departures;
import io.prefork.sidecar.decide.Ending;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.decide.WorkerState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The workers of one uWSGI master that were told to leave for good after their request. */
final class LeavingWorkers {
  private static final Comparator<WorkerState> LARGEST_FIRST =
      Comparator.comparing(WorkerState::ussBytes, Comparator.nullsFirst(Comparator.naturalOrder()))
          .reversed();

  private final Departures departures;
  private final List<WorkerId> told = new ArrayList<>();

  LeavingWorkers(Departures departures) {
    this.departures = departures;
  }

  /** Has one worker that is in a request end gracefully. */
  interface GracefulEnd {
    Attempt of(WorkerId worker);
  }

  /**
   * Tells busy workers to leave, the largest first.
   *
   * @return how many will
   */
  int tell(int atMost, Observation now, GracefulEnd end) {
    forgetWhoHasLeft(now);
    List<WorkerState> busy = new ArrayList<>();
    for (WorkerState worker : now.workers()) {
      boolean canEnd = Boolean.TRUE.equals(worker.busy()) && worker.ending() != Ending.NEVER;
      if (canEnd && !told.contains(worker.id())) {
        busy.add(worker);
      }
    }
    busy.sort(LARGEST_FIRST);
    int count = 0;
    for (WorkerState worker : busy) {
      if (count < atMost && tell(worker.id(), end)) {
        count++;
      }
    }
    return count;
  }

  private boolean tell(WorkerId worker, GracefulEnd end) {
    if (!departures.leaves(worker.pid(), worker.startTicks())) {
      return false;
    }
    try {
      departures.leave(worker.pid(), worker.startTicks());
      if (end.of(worker) instanceof Attempt.Sent) {
        told.add(worker);
        return true;
      }
      departures.takeBack(worker.pid(), worker.startTicks());
    } catch (IOException noRoomOnTheVolume) {
      // Then uWSGI's own way is what there is.
    }
    return false;
  }

  /**
   * Has those who are still there be replaced after all.
   *
   * @return how many these are, at most {@code atMost}
   */
  int takeBack(int atMost, Observation now) throws IOException {
    forgetWhoHasLeft(now);
    int count = Math.min(atMost, told.size());
    for (int i = 0; i < count; i++) {
      WorkerId last = told.removeLast();
      departures.takeBack(last.pid(), last.startTicks());
    }
    return count;
  }

  private void forgetWhoHasLeft(Observation now) {
    List<WorkerId> there = new ArrayList<>();
    for (WorkerState worker : now.workers()) {
      there.add(worker.id());
    }
    told.retainAll(there);
  }
}
