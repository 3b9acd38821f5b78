package io.prefork.sidecar.measure;

import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.WorkerRecord;
import io.prefork.sidecar.proc.Rollup;

/**
 * One worker as it is known at one moment.
 *
 * @param process what the kernel tells
 * @param requests as the server counts them, or null
 * @param busy as the server says, or null
 * @param cores how many requests it takes at a time, as the server says, or null
 */
public record WorkerSample(ProcessSample process, Long requests, Boolean busy, Integer cores) {

  /** The bootstrap's, as last read, or null. */
  public WorkerRecord record() {
    return process.reading() == null ? null : process.reading().record();
  }

  /**
   * Whether it takes several requests in one thread, as uWSGI does under {@code --async}: a core
   * for each, but not a thread.
   */
  public boolean isAsync() {
    return cores != null && cores > process.stat().threads();
  }

  /** Events, as last read, or null. */
  Report.WorkerCounters counters() {
    return process.reading() == null ? null : process.reading().counters();
  }

  Report.Worker toReport(Rollup master) {
    return new Report.Worker(
        process.toReport(),
        requests,
        busy,
        process.stat().minorFaults(),
        process.stat().majorFaults(),
        cowEfficiency(master),
        record() == null ? null : record().runtime(),
        counters());
  }

  /**
   * The part of the master's anonymous memory that this worker still shares: {@code (worker
   * Anonymous - worker Private_Dirty) / master Anonymous}, 0..1; null where either is unknown.
   *
   * <p>Checked against page frames: docs of {@link Report.Pool#cowEfficiency()}.
   */
  Double cowEfficiency(Rollup master) {
    Rollup own = process.rollup();
    if (own == null || master == null || master.anonymous() == 0) {
      return null;
    }
    double shared = own.anonymous() - own.privateDirty();
    return Math.clamp(shared / master.anonymous(), 0.0, 1.0);
  }
}
