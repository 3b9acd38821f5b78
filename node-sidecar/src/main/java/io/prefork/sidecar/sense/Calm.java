package io.prefork.sidecar.sense;

import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.kernel.Glance;
import io.prefork.sidecar.measure.WorkerSample;
import io.prefork.sidecar.proc.ProcessTable;

/**
 * Whether a pool has stayed as the last look saw it, so that another one would find nothing new: no
 * process of it has ended, begun, faulted or changed its size, and no worker has run. Seeing that
 * takes a tenth of what a look takes. A pool that goes on moving is not asked for a while.
 */
final class Calm {
  /** What no process shows, such as a machine that runs out of memory, is seen so much later. */
  private static final int MOST_TICKS = 7;

  private static final int MOVES_TO_GIVE_UP = 3;
  private static final int LOOKS_BEFORE_THE_NEXT_TRY = 8;

  private final ProcessTable processes;
  private final Glance glance;
  private Found shown;
  private boolean possible;
  private int ticks;
  private int moves;
  private int looksLeft;

  Calm(ProcessTable processes, Glance glance) {
    this.processes = processes;
    this.glance = glance;
  }

  /** Whether nothing has happened since the last look; asked once a tick. */
  boolean lasts() {
    if (!possible || ++ticks > MOST_TICKS) {
      return false;
    }
    if (glance.isSame()) {
      moves = 0;
      return true;
    }
    if (++moves >= MOVES_TO_GIVE_UP) {
      moves = 0;
      looksLeft = LOOKS_BEFORE_THE_NEXT_TRY;
    }
    return false;
  }

  /** A look begins: what was open may be closed during it. */
  void ends() {
    possible = false;
  }

  /** A look has ended with this. */
  void begins(Sensed seen) {
    ticks = 0;
    looksLeft = Math.max(0, looksLeft - 1);
    possible = looksLeft == 0 && seen.found() != null && !isInDemand(seen);
    if (!possible) {
      shown = null;
    } else if (!seen.found().isSameAs(shown)) {
      shown = seen.found();
      processes.show(ServerSearch.family(shown), glance);
      glance.isSame();
    }
  }

  /** Workers that are stuck in their requests show nothing, and are not calm. */
  private static boolean isInDemand(Sensed seen) {
    Integer waiting = seen.round().pool().listenQueue();
    if (waiting != null && waiting > 0) {
      return true;
    }
    for (WorkerSample worker : seen.round().workers()) {
      if (Boolean.TRUE.equals(worker.busy())) {
        return true;
      }
    }
    return false;
  }
}
