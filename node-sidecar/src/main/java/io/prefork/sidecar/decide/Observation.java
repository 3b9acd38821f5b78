package io.prefork.sidecar.decide;

import java.util.List;

/**
 * What one tick has seen of a pool.
 *
 * @param atMillis of a clock that never goes back, any origin
 * @param workers that are alive, in any order
 * @param ceiling the most workers that this server can run, or null when nothing bounds them
 * @param listenQueue connections that wait to be accepted, or null when not measured
 * @param memory of the container
 * @param processor of the container
 */
public record Observation(
    long atMillis,
    List<WorkerState> workers,
    Integer ceiling,
    Integer listenQueue,
    Memory memory,
    Processor processor) {}
