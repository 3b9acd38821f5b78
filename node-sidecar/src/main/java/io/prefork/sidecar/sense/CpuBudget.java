package io.prefork.sidecar.sense;

import java.time.Duration;

/**
 * Processor time to be spent: a share of one core over the long run, saved up to a limit while
 * nothing happens, so that a pool that has just appeared is read at once. What is taken more than
 * there is has to be earned first, but no more than could be saved up.
 */
public final class CpuBudget {
  private double share;
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

  /** From now on; what has been saved stays. */
  public void changeShare(double newShare) {
    share = newShare;
  }

  /**
   * Whether a reading may start now.
   *
   * @param urgent whether it may be taken from what will be saved later, as much as can be saved up
   */
  public boolean allows(long nowNanos, boolean urgent) {
    savedNanos = Math.min(mostNanos, savedNanos + share * (nowNanos - lastNanos));
    lastNanos = nowNanos;
    return savedNanos > (urgent ? -mostNanos : 0);
  }

  /** So much was taken. */
  public void spend(long cpuNanos) {
    savedNanos = Math.max(-mostNanos, savedNanos - cpuNanos);
  }
}
