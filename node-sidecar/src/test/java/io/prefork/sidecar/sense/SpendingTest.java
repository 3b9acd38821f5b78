package io.prefork.sidecar.sense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpendingTest {
  private static final double SHARE = 0.0015;
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000 * MICRO;
  private static final long TICK = 2_000 * MILLI;
  private static final long READING = 3_300 * MICRO;
  private static final int HOUR_OF_TICKS = 1800;

  private long processNanos;
  private long nowNanos;
  private final Spending spending =
      new Spending(SHARE, Duration.ofMillis(250), () -> processNanos, () -> nowNanos);

  /** Returns how many readings there were. */
  private int ticks(int count, long tickNanos) {
    int readings = 0;
    for (int tick = 0; tick < count; tick++) {
      nowNanos += TICK;
      processNanos += tickNanos;
      while (spending.allows(false)) {
        processNanos += READING;
        spending.chargeReading();
        readings++;
      }
    }
    return readings;
  }

  @Test
  void keepsTheWholeProcessWithinItsShare() {
    ticks(HOUR_OF_TICKS, 700 * MICRO);
    long before = processNanos;
    long start = nowNanos;
    ticks(HOUR_OF_TICKS, 700 * MICRO);

    assertEquals(SHARE, (double) (processNanos - before) / (nowNanos - start), 0.02 * SHARE);
  }

  @Test
  void leavesHalfOfTheShareToReadingsHoweverDearTheTicksAre() {
    ticks(HOUR_OF_TICKS, 20 * MILLI);
    int readings = ticks(HOUR_OF_TICKS, 20 * MILLI);

    assertEquals(SHARE / 2, (double) readings * READING / (HOUR_OF_TICKS * TICK), 0.02 * SHARE);
  }

  @Test
  void readsSoonAgainAfterADearStart() {
    nowNanos += TICK;
    processNanos += 5_000 * MILLI;
    while (spending.allows(false)) {
      processNanos += READING;
      spending.chargeReading();
    }

    assertTrue(ticks(5, 700 * MICRO) > 0);
  }

  @Test
  void readsANewPoolAtOnceWithWhatWasSavedAndSomethingBorrowed() {
    int readings = 0;
    while (spending.allows(true)) {
      processNanos += READING;
      spending.chargeReading();
      readings++;
    }

    assertTrue(readings >= 100, readings + " readings");
    assertFalse(spending.allows(false));
  }
}
