package io.prefork.sidecar.decide;

/** Which figure of a worker is held against the thresholds. */
public enum Metric {
  USS,
  PSS,
  RSS;

  /** Bytes, or null when not measured. */
  public Long of(WorkerState worker) {
    return switch (this) {
      case USS -> worker.ussBytes();
      case PSS -> worker.pssBytes();
      case RSS -> worker.rssBytes();
    };
  }
}
