package io.prefork.sidecar.decide;

/**
 * What a decision is based on. Null: not known.
 *
 * @param marginalBytes what one more worker costs in the end, kernel memory included
 * @param fits how many workers the memory has room for in all
 * @param recycleAboveBytes threshold in force, at least the declared one
 * @param bound what keeps the pool from serving more
 */
public record Estimate(Long marginalBytes, Integer fits, Long recycleAboveBytes, Bound bound) {}
