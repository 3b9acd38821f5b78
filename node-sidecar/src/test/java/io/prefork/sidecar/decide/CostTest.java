package io.prefork.sidecar.decide;

import static io.prefork.sidecar.decide.PoolModel.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CostTest {
  @Test
  void oneMoreIsHeldToTheHighPercentileWhereTheMeanIsKnownWell() {
    assertEquals(80 * MIB, new Cost(80 * MIB, 70 * MIB, Integer.MAX_VALUE, true).sumBytes(1), 1);
  }

  @Test
  void severalTakeLessThanSeveralTimesTheHighPercentile() {
    Cost cost = new Cost(80 * MIB, 70 * MIB, 16, true);

    // 16 * 70 MiB, and sqrt(16 + 16 * 16 / 16) times the 10 MiB by which one exceeds the mean.
    assertEquals(1_176.57, (double) cost.sumBytes(16) / MIB, 0.01);
    assertEquals(16 * 80 * MIB, new Cost(80 * MIB, 80 * MIB, 16, true).sumBytes(16));
  }

  @Test
  void aMeanOfFewLivesIsTrustedLess() {
    assertTrue(
        new Cost(80 * MIB, 70 * MIB, 3, true).sumBytes(10)
            > new Cost(80 * MIB, 70 * MIB, 30, true).sumBytes(10));
  }

  @Test
  void asManyFitAsTheirSumAllows() {
    Cost cost = new Cost(80 * MIB, 70 * MIB, 5, true);
    for (long room = 0; room <= 2_000 * MIB; room += 7 * MIB) {
      int workers = cost.within(room);

      assertTrue(cost.sumBytes(workers) <= room);
      assertTrue(cost.sumBytes(workers + 1) > room);
    }
    assertTrue(cost.within(Long.MAX_VALUE) > 1_000_000_000);
  }
}
