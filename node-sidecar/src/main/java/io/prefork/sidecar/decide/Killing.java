package io.prefork.sidecar.decide;

/** The worker that is beyond the policy's last threshold: the largest, one at a time. */
final class Killing {
  /** For how long a process that was killed may still be there. */
  private static final long PATIENCE_MILLIS = 30_000;

  private WorkerId killed;
  private long atMillis;

  /** Null when there is none, or while the one before is not gone. */
  Choice next(Situation situation) {
    Thresholds rss = situation.limits().rss();
    if (rss.killAboveBytes() == null) {
      return null;
    }
    WorkerState largest = null;
    for (WorkerState worker : situation.observation().workers()) {
      if (killed != null
          && worker.id().equals(killed)
          && situation.now() - atMillis < PATIENCE_MILLIS) {
        return null;
      }
      Long bytes = rss.metric().of(worker);
      boolean beyond = bytes != null && bytes > rss.killAboveBytes();
      if (beyond && (largest == null || bytes > rss.metric().of(largest))) {
        largest = worker;
      }
    }
    return largest == null ? null : choose(situation, largest, rss);
  }

  private Choice choose(Situation situation, WorkerState worker, Thresholds rss) {
    if (situation.limits().enforce()) {
      killed = worker.id();
      atMillis = situation.now();
    }
    String why =
        rss.metric()
            + " "
            + Words.mib(rss.metric().of(worker))
            + " above "
            + Words.mib(rss.killAboveBytes())
            + ", at which the policy kills";
    return new Choice(worker.id(), null, why);
  }
}
