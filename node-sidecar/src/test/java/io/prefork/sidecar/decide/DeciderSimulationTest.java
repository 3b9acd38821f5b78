package io.prefork.sidecar.decide;

import static io.prefork.sidecar.decide.PoolModel.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole pools under the decider's hand, over seeded scenarios. */
class DeciderSimulationTest {
  private static final int SCENARIOS = 60;
  private static final int QUARTER_HOUR = 450;
  private static final int TEN_SECONDS = 5;

  private record Run(PoolModel pool, Decider decider, Limits limits, List<Decision> decisions) {

    static Run of(PoolModel.Traits traits, Limits limits, long seed) {
      return new Run(new PoolModel(traits, seed), new Decider(), limits, new ArrayList<>());
    }

    Decision tick() {
      pool.tick();
      Observation observation = pool.observe();
      Decision decision = decider.decide(observation, limits);
      Rules.check(decision, observation, limits);
      pool.carryOut(decision.action());
      decisions.add(decision);
      return decision;
    }

    void ticks(int count) {
      for (int i = 0; i < count; i++) {
        tick();
      }
    }

    long resizes(int from, Class<? extends Action> kind) {
      return decisions.stream().skip(from).filter(d -> kind.isInstance(d.action())).count();
    }
  }

  private static Limits workers(int min, int max) {
    return new Limits(true, true, min, max, Thresholds.NONE, Reclaim.AUTO, null);
  }

  /** An I/O-bound application with more users than workers fit. */
  private static PoolModel.Traits ioBound(Random random) {
    PoolModel.Traits traits = new PoolModel.Traits();
    traits.sharedBytes = (50 + random.nextInt(200)) * MIB;
    traits.freshBytes = (2 + random.nextInt(6)) * MIB;
    traits.matureBytes = traits.freshBytes + (5 + random.nextInt(60)) * MIB;
    traits.matureRequests = 20 + random.nextInt(300);
    traits.kernelBytes = MIB / 4 + random.nextInt((int) MIB);
    traits.spread = random.nextDouble() * 0.1;
    traits.requestSeconds = 0.1 + random.nextDouble() * 0.2;
    traits.cpuSeconds = 0.001;
    traits.resizesPerTick = 1 + random.nextInt(8);
    traits.readsPerTick = 1 + random.nextInt(4);
    traits.startWorkers = 1 + random.nextInt(4);
    long atStart = traits.sharedBytes + 5 * (traits.matureBytes + 3 * MIB);
    traits.limitBytes = atStart + random.nextInt(1500) * MIB;
    traits.clients = 400;
    traits.ceiling = 200;
    traits.tellsBusy = random.nextInt(4) > 0;
    traits.tellsRequests = random.nextInt(4) > 0;
    return traits;
  }

  @Test
  void growsToWhatAHandFindsWithinAQuarterOfAnHourAndNeverBeyondTheLimit() {
    int asGood = 0;
    for (int seed = 0; seed < SCENARIOS; seed++) {
      PoolModel.Traits traits = ioBound(new Random(seed));
      Run run = Run.of(traits, workers(1, 150), seed);
      run.ticks(QUARTER_HOUR);

      PoolModel pool = run.pool();
      int hand = Math.max(traits.startWorkers, Math.min(150, pool.handTuned()));
      assertEquals(0, pool.oomKills, "seed " + seed);
      assertEquals(0, run.resizes(0, Action.Shrink.class), "seed " + seed);
      assertTrue(
          pool.workers() >= 0.9 * hand - 2, "seed " + seed + ": " + pool.workers() + " of " + hand);
      asGood += pool.workers() >= 0.95 * hand ? 1 : 0;
    }
    assertTrue(asGood >= 0.75 * SCENARIOS, asGood + " of " + SCENARIOS + " come to 95 %");
  }
}
