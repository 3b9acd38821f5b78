package io.prefork.sidecar.sense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CpuBudgetTest {
  private static final double SHARE = 0.0015;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final CpuBudget budget = new CpuBudget(SHARE, Duration.ofMillis(250), 0);

  @Test
  void hasSomethingSavedAtTheBeginning() {
    assertTrue(budget.allows(0, false));
    budget.spend(249 * MILLI);
    assertTrue(budget.allows(0, false));
    budget.spend(2 * MILLI);
    assertFalse(budget.allows(0, false));
  }

  @Test
  void borrowsForWhatIsUrgentButNotWithoutEnd() {
    budget.spend(300 * MILLI);
    assertTrue(budget.allows(0, true));
    budget.spend(201 * MILLI);
    assertFalse(budget.allows(0, true));
  }

  @Test
  void savesUpToALimit() {
    budget.spend(250 * MILLI);
    budget.allows(1_000_000 * SECOND, false);
    budget.spend(251 * MILLI);

    assertFalse(budget.allows(1_000_000 * SECOND, false));
  }

  @Test
  void earnsNoMoreThanCouldBeSavedBeforeItAllowsAgain() {
    budget.spend(3600 * SECOND);

    assertTrue(budget.allows((long) (251 * MILLI / SHARE), false));
  }

  @Test
  void followsAChangedShare() {
    budget.spend(251 * MILLI);
    budget.changeShare(0.1);

    assertTrue(budget.allows(SECOND, false));
  }

  @Test
  void staysWithinTheShareOverTheLongRun() {
    long cost = 4 * MILLI;
    long base = MILLI / 2;
    long spent = 0;
    long now = 0;
    for (int tick = 0; tick < 3600; tick++) {
      now += 2 * SECOND;
      budget.spend(base);
      spent += base;
      while (budget.allows(now, false)) {
        budget.spend(cost);
        spent += cost;
      }
    }

    assertEquals(SHARE, (double) spent / now, 0.05 * SHARE);
  }
}
