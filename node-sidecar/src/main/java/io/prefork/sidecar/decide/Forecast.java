package io.prefork.sidecar.decide;

/**
 * What used memory grows by in the next seconds, as far as can be told from how it has grown: young
 * workers grow and stop, others in the container may go on.
 */
final class Forecast {
  /** How far ahead used memory is held to the limit when it grows: two ticks. */
  private static final double AHEAD_SECONDS = 4;

  /** Growth up to that many times what young workers will still take is their doing. */
  private static final double YOUNG_AND_MORE = 2;

  /** In which a worker takes most of its memory under load; younger ones explain a rise. */
  private static final long FRESH_MILLIS = 45_000;

  /** No faster than so does a fresh worker take all that it takes. */
  private static final double FRESH_SECONDS = 10;

  /** What others are held to take ahead while workers are fresh; who is faster is too fast. */
  private static final double OTHERS_HEADROOMS = 3;

  /** Fewer samples than this say nothing about growth. */
  private static final long LEAST_WINDOW_MILLIS = 10_000;

  /** Figures that a forecast rests on. */
  private static final int LEAST_SETTLED = 3;

  /**
   * Of what a worker costs in the end, what one takes that has not been read yet; growth counts it
   * as nothing, which errs on the other side.
   */
  private static final long FRESH_PARTS = 4;

  /** Far more than any, and far from overflow. */
  private static final long UNKNOWN_SHARED_BYTES = Long.MAX_VALUE / 4;

  private final Pace pace = new Pace();

  /** What the container took besides workers when they had been read best. */
  private long leastSharedBytes = UNKNOWN_SHARED_BYTES;

  void observe(Observation observation) {
    Memory memory = observation.memory();
    if (memory != null && memory.usedBytes() != null) {
      pace.add(observation.atMillis(), memory.usedBytes(), observation.workers().size());
    }
  }

  /** Needs a budget. */
  void learn(Situation situation) {
    Lives lives = situation.lives();
    if (lives.readWorkers() == situation.workers()) {
      long kernel = situation.workers() * Cost.KERNEL_BYTES / 2;
      long shared = situation.budget().usedBytes() - lives.sumOfLiveBytes() - kernel;
      leastSharedBytes = Math.min(leastSharedBytes, Math.max(0, shared));
    }
  }

  /** Another server is there: nothing is known of it. */
  void forget() {
    leastSharedBytes = UNKNOWN_SHARED_BYTES;
  }

  /**
   * Bytes, at least 0; needs a budget.
   *
   * @param eachBytes what a worker that leaves gives back
   */
  long bytes(Situation situation, long eachBytes) {
    return Math.max(aheadBytes(situation), suddenBytes(situation, eachBytes));
  }

  private long aheadBytes(Situation situation) {
    Lives lives = situation.lives();
    Long typical = lives.settled() < LEAST_SETTLED ? null : lives.typicalBytes();
    long young = typical == null ? 0 : youngBytes(situation, typical);
    boolean longEnough = situation.window().millis() >= LEAST_WINDOW_MILLIS;
    double growing = longEnough ? growthBytesPerSecond(situation) * AHEAD_SECONDS : 0;
    return young + (long) Math.max(0, growing - YOUNG_AND_MORE * young);
  }

  /**
   * Growth that goes on: what workers took in the window that have grown up meanwhile will not come
   * again.
   */
  private static double growthBytesPerSecond(Situation situation) {
    Window window = situation.window();
    Long inTheEnd = situation.inTheEndBytes();
    long since = situation.now() - window.millis() - FRESH_MILLIS;
    boolean explained = inTheEnd != null && situation.lives().seenSince(since) > 0;
    return window.growthBytesPerSecond(explained ? inTheEnd : 0);
  }

  /**
   * What is to come at the pace of the last seconds, less what fresh workers may take of it. A
   * neighbour in the container may take the whole headroom from one tick to the next.
   */
  private long suddenBytes(Situation situation, long each) {
    if (situation.lives().settled() < LEAST_SETTLED) {
      return 0;
    }
    double rise = pace.bytesPerSecond(each) * AHEAD_SECONDS;
    return (long) Math.max(0, rise - freshBytes(situation, rise));
  }

  /**
   * What of such a rise is fresh workers' doing: no more than so many take at their fastest, and no
   * more than they can still take, since the pace is of the seconds before they had it all. The
   * rest, but for a headroom by which that may be wrong, is of others, as far as a retreat helps
   * against them.
   */
  private static double freshBytes(Situation situation, double rise) {
    Lives lives = situation.lives();
    long fresh = lives.seenSince(situation.now() - FRESH_MILLIS) * lives.typicalBytes();
    double atTheirFastest = fresh / FRESH_SECONDS * AHEAD_SECONDS;
    Long inTheEnd = situation.inTheEndBytes();
    if (fresh == 0 || inTheEnd == null) {
      return atTheirFastest;
    }
    Budget budget = situation.budget();
    long left = Math.max(0, inTheEnd - budget.usedBytes());
    double headroom = budget.headroomBytes();
    double beyond = Math.max(headroom, rise - OTHERS_HEADROOMS * headroom);
    return Math.min(atTheirFastest, Math.min(fresh, left) + beyond);
  }

  /** Figures of a large pool are minutes old: what has come since must not be expected again. */
  private long youngBytes(Situation situation, long typical) {
    long expected = situation.lives().yetToComeBytes(typical, typical / FRESH_PARTS);
    long inTheEnd = leastSharedBytes + situation.workers() * (typical + Cost.KERNEL_BYTES / 2);
    return Math.max(0, Math.min(expected, inTheEnd - situation.budget().usedBytes()));
  }
}
