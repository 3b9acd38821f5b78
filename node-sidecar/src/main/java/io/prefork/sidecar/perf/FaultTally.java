package io.prefork.sidecar.perf;

/** Samples of one worker's faults, counted. */
final class FaultTally {
  private long sampled;
  private long inCollector;
  private long lost;
  private int turns;

  void beginTurn() {
    turns++;
  }

  void add(boolean isInCollector) {
    sampled++;
    if (isInCollector) {
      inCollector++;
    }
  }

  void lost(long samples) {
    lost += samples;
  }

  /** How often this worker had its turn. */
  int turns() {
    return turns;
  }

  long sampled() {
    return sampled;
  }

  long inCollector() {
    return inCollector;
  }

  long lost() {
    return lost;
  }
}
