package io.prefork.sidecar.sense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundScheduleTest {
  private static final double SHARE = 0.0015;
  private static final Glance POOL = new Glance(new long[] {1, 10, 2, 20}, 1000);
  private static final Glance OTHER_WORKER = new Glance(new long[] {1, 10, 3, 30}, 1000);

  private long now;
  private final RoundSchedule schedule =
      new RoundSchedule(
          new CpuBudget(SHARE, Duration.ofMillis(250), 0), Duration.ofSeconds(6), () -> now);

  private boolean dueAfter(double seconds, Glance glance) {
    now += (long) (seconds * 1e9);
    return schedule.isDue(glance);
  }

  @Test
  void looksAtOnceThenRegularly() {
    assertTrue(dueAfter(0, POOL));
    assertFalse(dueAfter(2, POOL));
    assertFalse(dueAfter(2, POOL));
    assertTrue(dueAfter(2, POOL));
  }

  @Test
  void looksAtOnceWhenAWorkerIsReplaced() {
    dueAfter(0, POOL);

    assertTrue(dueAfter(2, OTHER_WORKER));
  }

  @Test
  void takesAReusedPidForAnotherProcess() {
    dueAfter(0, POOL);

    assertTrue(dueAfter(2, new Glance(new long[] {1, 10, 2, 21}, 1000)));
  }

  @Test
  void looksAtOnceWhenMemoryJumps() {
    dueAfter(0, POOL);

    assertFalse(dueAfter(2, new Glance(POOL.identity(), 1090)));
    assertTrue(dueAfter(2, new Glance(POOL.identity(), 1200)));
  }

  @Test
  void waitsWhenTheBudgetIsSpent() {
    dueAfter(0, POOL);
    schedule.took(Duration.ofMillis(265).toNanos());

    assertFalse(dueAfter(6, POOL));
    assertTrue(dueAfter(6, POOL));
  }

  @Test
  void borrowsForAChangeButNotWithoutEnd() {
    dueAfter(0, POOL);
    schedule.took(Duration.ofMillis(300).toNanos());
    assertTrue(dueAfter(2, OTHER_WORKER));
    schedule.took(Duration.ofMillis(300).toNanos());

    assertFalse(dueAfter(2, POOL));
  }

  @Test
  void alwaysSaysThatTheServerIsGone() {
    dueAfter(0, POOL);
    schedule.took(Duration.ofSeconds(9).toNanos());

    assertTrue(dueAfter(2, Glance.NOTHING));
  }

  @Test
  void staysWithinTheBudgetOverTheLongRun() {
    long cost = Duration.ofMillis(21).toNanos();
    long spent = 0;
    for (int tick = 0; tick < 1800; tick++) {
      if (dueAfter(2, tick % 3 == 0 ? POOL : OTHER_WORKER)) {
        schedule.took(cost);
        spent += cost;
      }
    }

    assertEquals(SHARE, (double) spent / now, 0.2 * SHARE);
  }
}
