package io.prefork.sidecar.sense;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * When to look closely: regularly, and at once when the pool has changed, both as far as the budget
 * allows.
 */
public final class RoundSchedule {
  /** By which a pool's resident memory moves before it is worth another look. */
  private static final double MOVED_SHARE = 0.1;

  private final CpuBudget budget;
  private final long betweenNanos;
  private final LongSupplier nanoClock;
  private Glance last;
  private long lastNanos;

  /**
   * @param between rounds while nothing changes
   * @param nanoClock any origin, never going back
   */
  public RoundSchedule(CpuBudget budget, Duration between, LongSupplier nanoClock) {
    this.budget = budget;
    this.nanoClock = nanoClock;
    betweenNanos = between.toNanos();
  }

  /** Whether a round should start now; if so, this glance becomes what later ones are held to. */
  boolean isDue(Glance glance) {
    long now = nanoClock.getAsLong();
    boolean changed = last == null || !Arrays.equals(glance.identity(), last.identity());
    boolean wanted =
        changed
            || now - lastNanos >= betweenNanos
            || hasMoved(glance.residentBytes(), last.residentBytes());
    boolean costsNothing = changed && glance.identity().length == 0;
    boolean due = wanted && (budget.allows(now, changed) || costsNothing);
    if (due) {
      last = glance;
      lastNanos = now;
    }
    return due;
  }

  private static boolean hasMoved(long now, long before) {
    return Math.abs(now - before) > MOVED_SHARE * before;
  }

  void took(long cpuNanos) {
    budget.spend(cpuNanos);
  }
}
