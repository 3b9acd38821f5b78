package io.prefork.sidecar.decide;

/** What memory that has become free is for. */
public enum Reclaim {
  /** Workers where memory is what holds the pool back, longer lives where it is the processor. */
  AUTO,
  /** More workers; the threshold for recycling stays as declared. */
  WORKERS,
  /** Longer lives; the pool does not grow. */
  RESPAWNS
}
