package io.prefork.sidecar.measure;

import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.WorkerRecord;
import io.prefork.sidecar.proc.Rollup;
import io.prefork.sidecar.proc.Stat;

/**
 * What is costly to read of a process, and is read in turn: all of one moment.
 *
 * @param takenNanos of a clock that never goes back
 * @param stat of that look, just before the rest: what it faults meanwhile counts as faulted since
 * @param rollup null where {@code smaps_rollup} could not be read
 * @param record of the bootstrap, or null
 * @param counters events, or null
 */
public record Reading(
    long takenNanos,
    Stat stat,
    Rollup rollup,
    WorkerRecord record,
    Report.WorkerCounters counters) {}
