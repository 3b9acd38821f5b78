package io.prefork.sidecar.decide;

import java.util.List;

/** Which worker is recycled next: idle ones first, the largest, and one at a time. */
final class Recycling {
  /** How long a graceful end may take; a request may have begun in the meantime. */
  private static final long PATIENCE_MILLIS = 60_000;

  /** Of one that is in a request, which may be a long one. */
  private static final long REQUEST_PATIENCE_MILLIS = 120_000;

  /** From one successor to the next recycle: a fresh worker answers its first requests slowly. */
  private static final long GAP_MILLIS = 5_000;

  /** Until a worker that did not go is asked again. */
  private static final long AGAIN_MILLIS = 600_000;

  private static final int REMEMBERED = 8;

  private final Reach reach;
  private final LeadTime lead;
  private WorkerId pending;
  private long patienceMillis;
  private int workersBefore;
  private long askedAtMillis;
  private long doneAtMillis = Long.MIN_VALUE / 2;
  private final WorkerId[] inVain = new WorkerId[REMEMBERED];
  private final long[] inVainAtMillis = new long[REMEMBERED];
  private int inVainCount;

  /**
   * @param reach that is told of every observation first
   * @param lead that is told of every observation, and learns here how long it takes
   */
  Recycling(Reach reach, LeadTime lead) {
    this.reach = reach;
    this.lead = lead;
  }

  void observe(Observation observation) {
    if (pending == null) {
      return;
    }
    long now = observation.atMillis();
    boolean late = now - askedAtMillis >= patienceMillis;
    boolean gone = !contains(observation.workers(), pending);
    if (gone && (late || observation.workers().size() >= workersBefore)) {
      lead.took(now - askedAtMillis);
      pending = null;
      doneAtMillis = now;
    } else if (late) {
      lead.took(patienceMillis);
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
    Choice chosen = null;
    WorkerState next = null;
    for (WorkerState worker : situation.observation().workers()) {
      Ending ending = isDue(worker, above, rss) ? ending(worker, situation.now()) : null;
      if (ending != null && (next == null || comesBefore(worker, ending, next, chosen, rss))) {
        next = worker;
        chosen = new Choice(worker.id(), ending, why(situation, worker, above, tight, ending));
      }
    }
    if (chosen != null && situation.limits().enforce()) {
      began(chosen, situation);
    }
    return chosen;
  }

  private static boolean isDue(WorkerState worker, long above, Thresholds rss) {
    Long bytes = rss.metric().of(worker);
    return bytes != null && bytes > above;
  }

  private Ending ending(WorkerState worker, long nowMillis) {
    return wasInVain(worker.id(), nowMillis) ? null : reach.now(worker, nowMillis);
  }

  private static boolean comesBefore(
      WorkerState worker, Ending ending, WorkerState than, Choice chosen, Thresholds rss) {
    return ending == chosen.ending()
        ? isLarger(worker, than, rss.metric())
        : ending == Ending.WHEN_IDLE;
  }

  /**
   * Who is due and cannot be recycled, in words; null when nobody is.
   *
   * @param aboveBytes threshold in force, null when nothing is recycled
   */
  String outOfReach(Situation situation, Long aboveBytes) {
    if (aboveBytes == null) {
      return null;
    }
    Thresholds rss = situation.limits().rss();
    for (WorkerState worker : situation.observation().workers()) {
      if (isDue(worker, aboveBytes, rss)
          && Boolean.FALSE.equals(reach.everReaches(worker, situation.now()))) {
        return "worker "
            + worker.id().pid()
            + " cannot be recycled: "
            + above(worker, aboveBytes, rss)
            + (worker.ending() == Ending.NEVER
                ? ", and its server's graceful end would cut off what it takes at a time"
                : busy(worker, situation.now()) + ", and nothing ends it after its request");
      }
    }
    return null;
  }

  private boolean isTooEarly(Situation situation) {
    return pending != null
        || situation.now() - doneAtMillis < GAP_MILLIS
        || situation.workers() < situation.min();
  }

  /** Whether memory runs short before the workers have come to the threshold in force. */
  private boolean isTight(Situation situation) {
    Budget budget = situation.budget();
    return budget != null && budget.usedBytes() + lead.bytes() > budget.recyclingBytes();
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

  private void began(Choice chosen, Situation situation) {
    pending = chosen.worker();
    patienceMillis =
        chosen.ending() == Ending.AFTER_REQUEST ? REQUEST_PATIENCE_MILLIS : PATIENCE_MILLIS;
    workersBefore = situation.workers();
    askedAtMillis = situation.now();
  }

  private String why(
      Situation situation, WorkerState worker, long above, boolean tight, Ending ending) {
    String idle =
        !reach.told()
            ? ", whether it is idle is not told"
            : ending == Ending.WHEN_IDLE ? ", idle" : busy(worker, situation.now());
    String leaves = ending == Ending.AFTER_REQUEST ? ", leaves once its request has ended" : "";
    return above(worker, above, situation.limits().rss())
        + idle
        + leaves
        + (tight ? ", " + situation.budget().words() : "");
  }

  private String busy(WorkerState worker, long nowMillis) {
    return ", busy at every look for " + Words.seconds(reach.busyMillis(worker, nowMillis));
  }

  private static String above(WorkerState worker, long above, Thresholds rss) {
    return rss.metric() + " " + Words.mib(rss.metric().of(worker)) + " above " + Words.mib(above);
  }
}
