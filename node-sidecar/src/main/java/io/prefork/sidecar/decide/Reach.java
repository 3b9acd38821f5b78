package io.prefork.sidecar.decide;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which workers can be recycled at all. An idle one always can; one that is busy at every look only
 * where it leaves once its request has ended ({@link Ending#AFTER_REQUEST}). What cannot be
 * recycled must not be allowed to grow further than the policy declares.
 */
final class Reach {
  /** Busy at every look for that long, a worker is no longer waited for to be idle. */
  private static final long PATIENCE_MILLIS = 10_000;

  /** For how long it is believed, of a worker that was idle, that it will be again. */
  private static final long IDLE_COUNTS_MILLIS = 60_000;

  private static final class Looks {
    private final long firstMillis;
    private long busySinceMillis;

    /** Null: never. */
    private Long idleAtMillis;

    private Looks(long nowMillis) {
      firstMillis = nowMillis;
      busySinceMillis = nowMillis;
    }
  }

  private Map<WorkerId, Looks> looks = new HashMap<>();

  /** Whether the server tells of some worker whether it is busy. */
  private boolean told;

  void observe(Observation observation) {
    List<WorkerState> workers = observation.workers();
    told = isTold(workers);
    Map<WorkerId, Looks> now = new HashMap<>();
    for (WorkerState worker : workers) {
      Looks before = looks.get(worker.id());
      Looks seen = before == null ? new Looks(observation.atMillis()) : before;
      if (Boolean.FALSE.equals(worker.busy())) {
        seen.idleAtMillis = observation.atMillis();
        seen.busySinceMillis = observation.atMillis();
      }
      now.put(worker.id(), seen);
    }
    looks = now;
  }

  private static boolean isTold(List<WorkerState> workers) {
    for (WorkerState worker : workers) {
      if (worker.busy() != null) {
        return true;
      }
    }
    return false;
  }

  boolean told() {
    return told;
  }

  /** Milliseconds for which a worker was busy, or may have been, at every look. */
  long busyMillis(WorkerState worker, long nowMillis) {
    Looks seen = looks.get(worker.id());
    return seen == null ? 0 : nowMillis - seen.busySinceMillis;
  }

  /**
   * How it can be recycled now; null when it cannot.
   *
   * <p>Where the server tells of some workers, one of which it does not tell counts as busy. Where
   * it tells of none, its graceful end, which lets a request finish, is all there is.
   */
  Ending now(WorkerState worker, long nowMillis) {
    if (worker.ending() == Ending.NEVER) {
      return null;
    }
    boolean leaves = worker.ending() == Ending.AFTER_REQUEST;
    if (Boolean.FALSE.equals(worker.busy()) || (!told && !leaves)) {
      return Ending.WHEN_IDLE;
    }
    boolean waitedEnough = !told || busyMillis(worker, nowMillis) >= PATIENCE_MILLIS;
    return leaves && waitedEnough ? Ending.AFTER_REQUEST : null;
  }

  /** Whether a worker can be recycled sooner or later; null while it is too young to tell. */
  Boolean everReaches(WorkerState worker, long nowMillis) {
    if (worker.ending() == Ending.NEVER) {
      return Boolean.FALSE;
    }
    Looks seen = looks.get(worker.id());
    boolean idleLately =
        seen != null
            && seen.idleAtMillis != null
            && nowMillis - seen.idleAtMillis < IDLE_COUNTS_MILLIS;
    if (!told || worker.ending() == Ending.AFTER_REQUEST || idleLately) {
      return Boolean.TRUE;
    }
    boolean young = seen == null || nowMillis - seen.firstMillis < IDLE_COUNTS_MILLIS;
    return young ? null : Boolean.FALSE;
  }

  /** The same of all workers: false when it is of one, true when of none and true of some. */
  Boolean everReachesAll(Observation observation) {
    Boolean all = null;
    for (WorkerState worker : observation.workers()) {
      Boolean one = everReaches(worker, observation.atMillis());
      if (Boolean.FALSE.equals(one)) {
        return Boolean.FALSE;
      }
      all = one == null ? all : one;
    }
    return all;
  }
}
