package io.prefork.sidecar.sense;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What reading memory may cost. The whole process is to stay within its share of a core: readings
 * get what everything else leaves of it. Were that nothing, since the machine is slow or the pool
 * is busy, figures would grow old without end; so half of the share is theirs in any case.
 */
public final class Spending {
  private static final double OF_READINGS = 0.5;

  private final CpuBudget whole;
  private final CpuBudget readings;
  private final LongSupplier processNanos;
  private final LongSupplier nanoClock;
  private long charged;

  /**
   * @param share of one core, such as 0.0015
   * @param most that can be saved up
   * @param processNanos processor time of this whole process
   * @param nanoClock any origin, never going back
   */
  public Spending(double share, Duration most, LongSupplier processNanos, LongSupplier nanoClock) {
    this.processNanos = processNanos;
    this.nanoClock = nanoClock;
    long now = nanoClock.getAsLong();
    whole = new CpuBudget(share, most, now);
    readings = new CpuBudget(share * OF_READINGS, most, now);
    charged = processNanos.getAsLong();
  }

  /** From now on. */
  void changeShare(double share) {
    whole.changeShare(share);
    readings.changeShare(share * OF_READINGS);
  }

  /** Whether a reading may start now; see {@link CpuBudget#allows}. */
  boolean allows(boolean urgent) {
    whole.spend(taken());
    long now = nanoClock.getAsLong();
    boolean left = whole.allows(now, urgent);
    return readings.allows(now, urgent) || left;
  }

  /** A reading has just ended. */
  void chargeReading() {
    long taken = taken();
    whole.spend(taken);
    readings.spend(taken);
  }

  /** Since the last call. */
  private long taken() {
    long now = processNanos.getAsLong();
    long taken = now - charged;
    charged = now;
    return taken;
  }
}
