package io.prefork.sidecar.decide;

import static io.prefork.sidecar.decide.PoolModel.MIB;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A limit of 1228 MiB, whose headroom is 19 MiB. */
class UrgencyTest {
  private final Urgency urgency = new Urgency();

  private void looked(long usedMib) {
    urgency.looked(new Memory(1228 * MIB, null, usedMib * MIB, 8192 * MIB, 0L, null));
  }

  @Test
  void aRiseNearTheLimitDoesNotWait() {
    looked(1200);

    assertTrue(urgency.isUrgent(1205 * MIB));
  }

  @Test
  void whatStaysAsItIsNearTheLimitCanWait() {
    looked(1205);

    assertTrue(urgency.mayBecomeUrgent());
    assertFalse(urgency.isUrgent(1208 * MIB));
    assertFalse(urgency.isUrgent(1100 * MIB));
    assertFalse(urgency.isUrgent(null));
  }

  @Test
  void farFromTheLimitNothingIsUrgent() {
    looked(1000);

    assertFalse(urgency.mayBecomeUrgent());
    assertFalse(urgency.isUrgent(1100 * MIB));
  }

  @Test
  void withoutALimitNothingIsUrgent() {
    urgency.looked(new Memory(null, null, 1200 * MIB, 10 * MIB, 0L, null));
    assertFalse(urgency.mayBecomeUrgent());

    urgency.looked(null);
    assertFalse(urgency.mayBecomeUrgent());
  }
}
