package io.prefork.sidecar.decide;

/**
 * Whether the next look at the pool must not wait for its time: memory fills up, and its limit is
 * near. Not thread-safe.
 */
public final class Urgency {
  /** The limit is near from so many times the headroom on. */
  private static final long NEAR_HEADROOMS = 4;

  /** A rise by this part of the headroom, beyond what is usual, is not to wait. */
  private static final long RISE_PARTS = 4;

  /** By this part of the headroom it is forgotten at each look how much was in use before. */
  private static final long FORGOTTEN_PARTS = 32;

  private Budget budget;
  private long highestBytes;

  /** What a look has seen; null when it has seen nothing. */
  public void looked(Memory memory) {
    budget = Budget.of(memory);
    if (budget != null) {
      long before = highestBytes - budget.headroomBytes() / FORGOTTEN_PARTS;
      highestBytes = Math.min(budget.growthBytes(), Math.max(budget.usedBytes(), before));
    }
  }

  /** Whether {@link #isUrgent} can say so before the next look; if not, it need not be asked. */
  public boolean mayBecomeUrgent() {
    return budget != null
        && budget.own()
        && budget.usedBytes() > budget.limitBytes() - NEAR_HEADROOMS * budget.headroomBytes();
  }

  /**
   * @param usedBytes at this moment, null when not known
   */
  public boolean isUrgent(Long usedBytes) {
    return usedBytes != null
        && mayBecomeUrgent()
        && usedBytes - highestBytes >= budget.headroomBytes() / RISE_PARTS;
  }
}
