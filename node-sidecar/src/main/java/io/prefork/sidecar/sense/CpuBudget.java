package io.prefork.sidecar.sense;

import java.time.Duration;

/**
 * How much processor time rounds may take: a share of one core over the long run, saved up to a
 * limit while nothing happens, so that a pool that has just appeared is read at once. What a round
 * takes more than there is delays the next one.
 */
public final class CpuBudget {
  private final double share;
  private final double mostNanos;
  private double savedNanos;
  private long lastNanos;

  /**
   * @param share of one core, such as 0.0015
   * @param most that can be saved up; there is as much at the beginning
   * @param nowNanos of the clock that all calls use
   */
  public CpuBudget(double share, Duration most, long nowNanos) {
    this.share = share;
    mostNanos = most.toNanos();
    savedNanos = mostNanos;
    lastNanos = nowNanos;
  }

  /**
   * Whether a round may start now.
   *
   * @param urgent whether it may be taken from what will be saved later, as much as can be saved up
   */
  public boolean allows(long nowNanos, boolean urgent) {
    savedNanos = Math.min(mostNanos, savedNanos + share * (nowNanos - lastNanos));
    lastNanos = nowNanos;
    return savedNanos > (urgent ? -mostNanos : 0);
  }

  /** A round has taken so much. */
  public void spend(long cpuNanos) {
    savedNanos -= cpuNanos;
  }
}
