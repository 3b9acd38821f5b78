package io.prefork.sidecar.decide;

/**
 * Processor time over the interval since the observation before. Null: not measured.
 *
 * @param usedCores by the container, 1.0 is one core
 * @param limitCores that the container may use: its quota, else the processors that it may run on
 * @param throttledShare of the quota's periods in which the container was held back, 0..1
 * @param hostIdleCores that nobody on the machine used
 */
public record Processor(
    Double usedCores, Double limitCores, Double throttledShare, Double hostIdleCores) {}
