package io.prefork.sidecar.decide;

import java.util.List;

/** Which worker is recycled next: idle, the largest, and one at a time. */
final class Recycling {
  /** How long a graceful end may take; a request may have begun in the meantime. */
  private static final long PATIENCE_MILLIS = 60_000;

  /** From one successor to the next recycle: a fresh worker answers its first requests slowly. */
  private static final long GAP_MILLIS = 5_000;

  /** Until a worker that did not go is asked again. */
  private static final long AGAIN_MILLIS = 600_000;

  private static final int REMEMBERED = 8;

  private WorkerId pending;
  private int workersBefore;
  private long askedAtMillis;
  private long doneAtMillis = Long.MIN_VALUE / 2;
  private final WorkerId[] inVain = new WorkerId[REMEMBERED];
  private final long[] inVainAtMillis = new long[REMEMBERED];
  private int inVainCount;

  void observe(Observation observation) {
    if (pending == null) {
      return;
    }
    long now = observation.atMillis();
    boolean late = now - askedAtMillis >= PATIENCE_MILLIS;
    boolean gone = !contains(observation.workers(), pending);
    if (gone && (late || observation.workers().size() >= workersBefore)) {
      pending = null;
      doneAtMillis = now;
    } else if (late) {
      inVain[inVainCount % REMEMBERED] = pending;
      inVainAtMillis[inVainCount++ % REMEMBERED] = now;
      pending = null;
      doneAtMillis = now;
    }
  }

  private static boolean contains(List<WorkerState> workers, WorkerId id) {
    for (WorkerState worker : workers) {
      if (isSame(worker.id(), id)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSame(WorkerId one, WorkerId other) {
    return one.pid() == other.pid() && one.startTicks() == other.startTicks();
  }

  /** Null when no worker is on its way out. */
  String waitsFor() {
    return pending == null ? null : "waits for worker " + pending.pid() + " to be replaced";
  }

  boolean isPending() {
    return pending != null;
  }

  /**
   * The next one, or null when there is none.
   *
   * @param aboveBytes threshold in force, null when nothing is recycled
   */
  Choice next(Situation situation, Long aboveBytes) {
    if (aboveBytes == null || isTooEarly(situation)) {
      return null;
    }
    Thresholds rss = situation.limits().rss();
    boolean tight = isTight(situation);
    long above = tight ? rss.recycleAboveBytes() : aboveBytes;
    List<WorkerState> workers = situation.observation().workers();
    boolean told = isBusyTold(workers);
    WorkerState chosen = null;
    for (WorkerState worker : workers) {
      Long bytes = rss.metric().of(worker);
      boolean eligible =
          bytes != null
              && bytes > above
              && isIdle(worker, told)
              && !wasInVain(worker.id(), situation.now());
      if (eligible && (chosen == null || isLarger(worker, chosen, rss.metric()))) {
        chosen = worker;
      }
    }
    return chosen == null ? null : choose(situation, chosen, above, tight, told);
  }

  private boolean isTooEarly(Situation situation) {
    return pending != null
        || situation.now() - doneAtMillis < GAP_MILLIS
        || situation.workers() < situation.min();
  }

  /** Whether memory runs short before the workers have come to the threshold in force. */
  private static boolean isTight(Situation situation) {
    Budget budget = situation.budget();
    return budget != null && budget.usedBytes() > budget.recyclingBytes();
  }

  private static boolean isBusyTold(List<WorkerState> workers) {
    for (WorkerState worker : workers) {
      if (worker.busy() != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * Where the server tells of some workers, one of which it does not tell counts as busy. Where it
   * tells of none, its graceful end, which lets a request finish, is all there is.
   */
  private static boolean isIdle(WorkerState worker, boolean told) {
    return worker.busy() == null ? !told : !worker.busy();
  }

  private boolean wasInVain(WorkerId id, long nowMillis) {
    for (int i = 0; i < Math.min(inVainCount, REMEMBERED); i++) {
      if (nowMillis - inVainAtMillis[i] < AGAIN_MILLIS && isSame(inVain[i], id)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLarger(WorkerState worker, WorkerState than, Metric metric) {
    long bytes = worker.ussBytes() == null ? metric.of(worker) : worker.ussBytes();
    long thanBytes = than.ussBytes() == null ? metric.of(than) : than.ussBytes();
    return bytes > thanBytes;
  }

  private Choice choose(
      Situation situation, WorkerState worker, long above, boolean tight, boolean told) {
    if (situation.limits().enforce()) {
      pending = worker.id();
      workersBefore = situation.workers();
      askedAtMillis = situation.now();
    }
    Thresholds rss = situation.limits().rss();
    String why =
        rss.metric()
            + " "
            + Words.mib(rss.metric().of(worker))
            + " above "
            + Words.mib(above)
            + (told ? ", idle" : ", whether it is idle is not told")
            + (tight ? ", " + situation.budget().words() : "");
    return new Choice(worker.id(), why);
  }
}
