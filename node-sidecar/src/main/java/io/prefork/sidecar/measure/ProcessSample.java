package io.prefork.sidecar.measure;

import io.prefork.protocol.Report;
import io.prefork.sidecar.proc.Rollup;
import io.prefork.sidecar.proc.Stat;

/**
 * One process as it was read in one round.
 *
 * @param stat its {@code stat}
 * @param ageSeconds since its start, or null
 * @param residentBytes by {@code statm}, or null
 * @param rollup null where {@code smaps_rollup} could not be read
 */
public record ProcessSample(Stat stat, Long ageSeconds, Long residentBytes, Rollup rollup) {

  Report.Process toReport() {
    if (rollup == null) {
      return new Report.Process(
          stat.pid(), stat.startTicks(), ageSeconds, residentBytes, null, null, null, null, null);
    }
    return new Report.Process(
        stat.pid(),
        stat.startTicks(),
        ageSeconds,
        rollup.rss(),
        rollup.pss(),
        rollup.shared(),
        rollup.unshared(),
        rollup.privateDirty(),
        rollup.anonymous());
  }
}
