package io.prefork.sidecar.sense;

import java.util.function.LongSupplier;

/** Charges what a thread takes of the processor to a budget, as it takes it. */
public final class Spending {
  private final CpuBudget budget;
  private final LongSupplier threadNanos;
  private final LongSupplier nanoClock;
  private long charged;

  /**
   * @param threadNanos processor time of the thread that senses
   * @param nanoClock any origin, never going back
   */
  public Spending(CpuBudget budget, LongSupplier threadNanos, LongSupplier nanoClock) {
    this.budget = budget;
    this.threadNanos = threadNanos;
    this.nanoClock = nanoClock;
  }

  /** What the thread took before is not charged. */
  void begin() {
    charged = threadNanos.getAsLong();
  }

  /** Charges what was taken since the last call. */
  void charge() {
    long now = threadNanos.getAsLong();
    budget.spend(now - charged);
    charged = now;
  }

  /** Whether more may be taken; see {@link CpuBudget#allows}. */
  boolean allows(boolean urgent) {
    charge();
    return budget.allows(nanoClock.getAsLong(), urgent);
  }
}
