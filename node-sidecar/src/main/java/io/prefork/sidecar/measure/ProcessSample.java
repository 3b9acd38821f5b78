package io.prefork.sidecar.measure;

import io.prefork.protocol.Report;
import io.prefork.sidecar.proc.Rollup;
import io.prefork.sidecar.proc.Stat;

/**
 * One process as it is known at one moment.
 *
 * @param stat its {@code stat}, now
 * @param ageSeconds since its start, or null
 * @param residentBytes by {@code statm}, now, or null
 * @param reading the last one, or null when it has not had its turn yet
 * @param readSecondsAgo age of the reading, or null
 */
public record ProcessSample(
    Stat stat, Long ageSeconds, Long residentBytes, Reading reading, Long readSecondsAgo) {

  /** As last read, or null. */
  public Rollup rollup() {
    return reading == null ? null : reading.rollup();
  }

  Report.Process toReport() {
    Rollup memory = rollup();
    if (memory == null) {
      return new Report.Process(
          stat.pid(),
          stat.startTicks(),
          ageSeconds,
          residentBytes,
          null,
          null,
          null,
          null,
          null,
          null);
    }
    return new Report.Process(
        stat.pid(),
        stat.startTicks(),
        ageSeconds,
        memory.rss(),
        memory.pss(),
        memory.shared(),
        memory.unshared(),
        memory.privateDirty(),
        memory.anonymous(),
        readSecondsAgo);
  }
}
