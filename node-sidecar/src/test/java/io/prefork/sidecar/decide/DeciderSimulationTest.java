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
  private static final int SCENARIOS = 200;
  private static final int QUARTER_HOUR = 450;
  private static final int TEN_SECONDS = 5;
  private static final long POLL_MILLIS = 250;

  private record Run(PoolModel pool, Decider decider, Limits limits, List<Decision> decisions) {

    static Run of(PoolModel.Traits traits, Limits limits, long seed) {
      return new Run(new PoolModel(traits, seed), new Decider(), limits, new ArrayList<>());
    }

    Decision tick() {
      pool.tick();
      return look();
    }

    /** As the sidecar does: looks again early when that is urgent. */
    void seconds(int count) {
      Urgency urgency = new Urgency();
      long end = pool.nowMillis() + count * 1_000L;
      while (pool.nowMillis() < end) {
        urgency.looked(pool.observe().memory());
        long next = pool.nowMillis() + PoolModel.TICK_MILLIS;
        do {
          pool.pass(POLL_MILLIS);
        } while (pool.nowMillis() < next && !urgency.isUrgent(pool.usedBytes()));
        look();
      }
    }

    private Decision look() {
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

  /** As on a machine: workers are full-grown in seconds, and read again only after minutes. */
  private static PoolModel.Traits recorded(long matureMib) {
    PoolModel.Traits traits = new PoolModel.Traits();
    traits.sharedBytes = 236 * MIB;
    traits.freshBytes = 3 * MIB;
    traits.matureBytes = matureMib * MIB;
    traits.matureRequests = 80;
    traits.clients = 100;
    traits.requestSeconds = 0.25;
    traits.cpuSeconds = 0.004;
    traits.ceiling = 96;
    traits.resizesPerTick = 20;
    traits.readsPerTick = 0.5;
    traits.readsAhead = 60;
    return traits;
  }

  @Test
  void doesNotExpectAgainWhatHasComeSinceItLastLooked() {
    for (long mib : new long[] {15, 17, 25, 57}) {
      Run run = Run.of(recorded(mib), workers(4, 96), mib);
      int hand = run.pool().handTuned();

      run.ticks(200);
      assertTrue(run.pool().workers() >= 0.9 * hand - 1, run.pool().workers() + " of " + hand);

      run.ticks(QUARTER_HOUR - 200);
      assertTrue(run.pool().workers() >= 0.95 * hand - 1, run.pool().workers() + " of " + hand);
      assertEquals(0, run.resizes(0, Action.Shrink.class));
    }
  }

  /**
   * As the sample shop on uWSGI under the policy, whose requests read a third of its catalogue:
   * every worker has 68.3 MiB of its own after a hundred requests and 0.7 MiB of kernel memory, and
   * is read once in six seconds.
   */
  private static PoolModel.Traits hotHeap(int seed) {
    PoolModel.Traits traits = new PoolModel.Traits();
    traits.sharedBytes = 236 * MIB;
    traits.freshBytes = 6 * MIB;
    traits.matureBytes = 68 * MIB + 300 * 1024;
    traits.matureRequests = 100;
    traits.kernelBytes = 700 * 1024;
    traits.spread = seed % 2 == 0 ? 0.002 : 0.005;
    traits.flickerBytes = seed % 2 == 0 ? MIB / 2 : MIB;
    traits.clients = 100;
    traits.requestSeconds = 0.3 + seed % 3 * 0.05;
    traits.cpuSeconds = 0.004;
    traits.ceiling = 96;
    traits.resizesPerTick = 20;
    traits.readsPerTick = 0.3;
    traits.readsAhead = 60;
    traits.tellsCollected = true;
    return traits;
  }

  @Test
  void takesTheLastLargeWorkerThatIsSafeWithoutWaitingForEveryFigure() {
    for (int seed = 0; seed < 24; seed++) {
      Run run = Run.of(hotHeap(seed), workers(4, 96), seed);
      run.ticks(125);
      assertEquals(14, run.pool().workers(), "seed " + seed);

      run.ticks(QUARTER_HOUR);
      assertEquals(14, run.pool().workers(), "seed " + seed);
      assertEquals(0, run.resizes(0, Action.Shrink.class), "seed " + seed);
      assertTrue(run.pool().peakBytes <= (1228 - 19) * MIB, run.pool().peakBytes / MIB + " MiB");
    }
  }

  @Test
  void growsSoonWhereTheCollectorHasNothingLeftToCopy() {
    PoolModel.Traits traits = recorded(17);
    traits.tellsCollected = true;
    Run run = Run.of(traits, workers(4, 96), 1);
    run.ticks(60);

    assertTrue(run.resizes(0, Action.Grow.class) > 0);
  }

  @Test
  void losesNothingToACollectorThatRunsForTheFirstTimeAfterAQuietNight() {
    for (int jump = 40; jump <= 700; jump += 60) {
      PoolModel.Traits traits = recorded(17);
      traits.tellsCollected = true;
      traits.jumpRequests = jump;
      traits.jumpBytes = 108 * MIB;
      traits.clients = 1;
      traits.requestSeconds = 100;
      Run run = Run.of(traits, workers(4, 96), jump);
      run.ticks(2 * QUARTER_HOUR);
      traits.clients = 100;
      traits.requestSeconds = 0.25;
      run.ticks(QUARTER_HOUR);

      assertEquals(0, run.pool().oomKills, "first collection after " + jump + " requests");
    }
  }

  @Test
  void isBelowALimitThatWasCutWithinTenSeconds() {
    for (int seed = 0; seed < SCENARIOS / 3; seed++) {
      Run run = grown(seed);
      PoolModel pool = run.pool();
      pool.kernelKills = false;
      pool.traits.limitBytes = Math.max(fewest(pool), pool.usedBytes() * 3 / 4);
      run.ticks(TEN_SECONDS);

      assertTrue(pool.usedBytes() <= pool.traits.limitBytes, "seed " + seed);
      int settled = run.decisions().size();
      run.ticks(60);
      assertEquals(0, run.resizes(settled, Action.Grow.class), "seed " + seed);
    }
  }

  @Test
  void makesRoomForANeighbourWithinTenSeconds() {
    for (int seed = 0; seed < SCENARIOS / 3; seed++) {
      Run run = grown(seed);
      PoolModel pool = run.pool();
      pool.kernelKills = false;
      pool.otherBytes = Math.min(300 * MIB, pool.traits.limitBytes - fewest(pool));
      run.ticks(TEN_SECONDS);

      assertTrue(pool.usedBytes() <= pool.traits.limitBytes, "seed " + seed);
    }
  }

  @Test
  void losesNothingToANeighbourWhoTakesTheWholeHeadroomInTwoSeconds() {
    for (long mib : new long[] {15, 17, 25, 57}) {
      for (int seed = 0; seed < 12; seed++) {
        PoolModel.Traits traits = recorded(mib);
        // Another container each time, so that there is more or less room for one more at the end.
        traits.limitBytes -= seed * MIB;
        Run run = Run.of(traits, workers(4, 96), seed);
        run.ticks(QUARTER_HOUR);
        PoolModel pool = run.pool();
        traits.resizesPerTick = 200;
        traits.leavesAfterMillis = 1_000;
        pool.otherTakes(300_000_000, 10_000_000);
        int before = pool.workers();
        run.seconds(40);

        String which = mib + " MiB, seed " + seed;
        assertEquals(0, pool.oomKills, which);
        long lost = (before - pool.workers()) * (mib + 1);
        assertTrue(lost >= 200 && lost <= 400, which + ": gave " + lost + " MiB");
      }
    }
  }

  @Test
  void losesNothingToANeighbourWhoComesWhileThePoolGrows() {
    for (long mib : new long[] {15, 25, 57, 68}) {
      for (int seed = 0; seed < 12; seed++) {
        assertLosesNothingToANeighbour(mib, seed, 0, 75 + seed * 6);
      }
    }
  }

  /** A worker that grows by 68 MiB in a full pool, meanwhile, is not told from the neighbour. */
  @Test
  void losesNothingToANeighbourWhereTheServerRespawnsItsWorkers() {
    for (long mib : new long[] {15, 25, 57}) {
      for (int seed = 0; seed < 12; seed++) {
        assertLosesNothingToANeighbour(mib, seed, 30_000, QUARTER_HOUR + seed);
      }
    }
  }

  /** The neighbour comes after so many ticks. */
  private static void assertLosesNothingToANeighbour(
      long mib, int seed, long respawnMillis, int ticks) {
    PoolModel.Traits traits = hotHeap(seed);
    traits.matureBytes = mib * MIB;
    traits.respawnMillis = respawnMillis;
    Run run = Run.of(traits, workers(4, 96), seed);
    run.ticks(ticks);
    traits.resizesPerTick = 200;
    traits.leavesAfterMillis = 1_000;
    run.pool().otherTakes(300_000_000, 10_000_000);
    run.seconds(40);

    assertEquals(0, run.pool().oomKills, mib + " MiB, seed " + seed);
  }

  @Test
  void takesRequestsThatGiveTheirMemoryBackForNoNeighbour() {
    for (long mib : new long[] {15, 25, 57}) {
      PoolModel.Traits traits = recorded(mib);
      traits.flickerBytes = 8 * MIB;
      Run run = Run.of(traits, workers(4, 96), mib);
      run.seconds(1800);

      assertEquals(0, run.resizes(0, Action.Shrink.class), mib + " MiB");
      assertEquals(0, run.pool().oomKills);
      assertTrue(run.pool().workers() >= 0.9 * run.pool().handTuned());
    }
  }

  @Test
  void givesALoweredLimitNoMoreOfAPoolThatHasJustGrownThanItAsksFor() {
    Run run = Run.of(recorded(17), workers(4, 96), 1);
    while (run.pool().workers() < 50) {
      run.tick();
    }
    // Grown up by now, but read only in their first seconds.
    run.ticks(15);
    PoolModel pool = run.pool();
    pool.kernelKills = false;
    pool.traits.resizesPerTick = 200;
    long lower = pool.usedBytes() * 9 / 10;
    pool.traits.limitBytes = lower;
    run.ticks(TEN_SECONDS);

    assertTrue(pool.usedBytes() <= lower);
    assertTrue(pool.usedBytes() >= lower - 60 * MIB, pool.usedBytes() / MIB + " MiB left");
  }

  /** After a quarter of an hour, at a server that from then on follows at once. */
  private static Run grown(int seed) {
    Run run = Run.of(ioBound(new Random(seed)), workers(1, 150), seed);
    run.ticks(QUARTER_HOUR);
    run.pool().traits.resizesPerTick = 200;
    return run;
  }

  /** What two workers take, and the headroom. */
  private static long fewest(PoolModel pool) {
    PoolModel.Traits traits = pool.traits;
    return (traits.sharedBytes + 2 * (traits.matureBytes + 2 * MIB)) * 12 / 10 + 16 * MIB;
  }

  @Test
  void doesNotGrowAPoolWithFewUsers() {
    for (int seed = 0; seed < SCENARIOS; seed++) {
      PoolModel.Traits traits = ioBound(new Random(seed));
      traits.startWorkers = 4;
      traits.clients = 1;
      traits.tellsBusy = true;
      Run run = Run.of(traits, workers(1, 150), seed);
      run.ticks(QUARTER_HOUR);

      assertEquals(4, run.pool().workers(), "seed " + seed);
    }
  }

  @Test
  void replacesLeakingWorkersLessOftenWhereTheProcessorIsTheBoundAndStaysWithinTheLimit() {
    int declared = leaking(Reclaim.WORKERS).recycled;
    PoolModel longer = leaking(Reclaim.AUTO);

    assertTrue(longer.recycled * 2 <= declared, longer.recycled + " of " + declared);
    assertTrue(longer.recycled > 0);
    assertTrue(longer.peakBytes <= longer.traits.limitBytes);
    assertEquals(0, longer.oomKills);
  }

  private static PoolModel leaking(Reclaim reclaim) {
    PoolModel.Traits traits = new PoolModel.Traits();
    traits.ending = Ending.AFTER_REQUEST;
    traits.startWorkers = 8;
    traits.cpuSeconds = 0.02;
    traits.leakBytesPerRequest = 5_000;
    Thresholds rss = new Thresholds(60 * MIB, null, Metric.USS);
    Run run = Run.of(traits, new Limits(true, true, 8, 8, rss, reclaim), 1);
    run.ticks(8 * QUARTER_HOUR);
    return run.pool();
  }

  /** What a stock worker grows by, of its 280 MiB, before it is replaced by hand. */
  private static final long HAND_LIFE_BYTES = 36 * MIB;

  private static final int HOUR = 1_800;

  /**
   * All processor time is used, nobody is ever idle, and every request leaves something behind. As
   * on a machine: 8 kB a request of the sample shop, stock workers of 236 MiB (144 MiB of them
   * private) that {@code reload-on-rss} replaces at 280 MiB; ours have what these take at the most.
   */
  private static PoolModel.Traits processorBound(Random random) {
    PoolModel.Traits traits = new PoolModel.Traits();
    traits.startWorkers = 4 + random.nextInt(5);
    traits.sharedBytes = 236 * MIB;
    traits.matureBytes = 16 * MIB;
    traits.limitBytes = 92 * MIB + traits.startWorkers * (145 * MIB + HAND_LIFE_BYTES);
    traits.leakBytesPerRequest = 4_096 + random.nextInt(8_192);
    traits.clients = 3 * traits.startWorkers;
    traits.requestSeconds = 0.01;
    traits.cpuSeconds = 0.006 + random.nextDouble() * 0.01;
    traits.busyShare = 1;
    traits.ending = Ending.AFTER_REQUEST;
    traits.requestTicks = 1 + random.nextInt(8);
    traits.readsPerTick = 0.5 + random.nextDouble();
    return traits;
  }

  private static Limits recyclingAbove280Mib(PoolModel.Traits traits, Reclaim reclaim) {
    Thresholds rss = new Thresholds(280 * MIB, null, Metric.RSS);
    return new Limits(true, false, traits.startWorkers, null, rss, reclaim, null);
  }

  @Test
  void replacesWorkersThatAreNeverIdleAThirdAsOftenAsAHandInTheMemoryThatTheHandNeeds() {
    for (int seed = 0; seed < SCENARIOS; seed++) {
      Reclaim reclaim = seed % 2 == 0 ? Reclaim.AUTO : Reclaim.RESPAWNS;
      PoolModel.Traits traits = processorBound(new Random(seed));
      Run run = Run.of(traits, recyclingAbove280Mib(traits, reclaim), seed);
      run.ticks(HOUR);

      PoolModel pool = run.pool();
      double hand = pool.served * traits.leakBytesPerRequest / HAND_LIFE_BYTES;
      String of = "seed " + seed + ": " + pool.recycled + " of " + hand;
      assertTrue(pool.recycled > 0 && pool.recycled <= hand / 3, of);
      assertEquals(0, pool.oomKills, of);
      assertTrue(pool.peakBytes <= traits.limitBytes, of);
      assertEquals(0, pool.cutOff, of);
    }
  }

  @Test
  void raisesNoThresholdThatWouldOnlyBeWaitedFor() {
    for (Ending ending : new Ending[] {Ending.WHEN_IDLE, Ending.NEVER, null}) {
      PoolModel.Traits traits = processorBound(new Random(1));
      traits.ending = ending;
      Run run = Run.of(traits, recyclingAbove280Mib(traits, Reclaim.AUTO), 1);
      run.ticks(HOUR / 10);

      assertEquals(0, run.pool().recycled);
      for (Decision decision : run.decisions()) {
        assertEquals(280 * MIB, decision.estimate().recycleAboveBytes(), decision::reason);
      }
      String reason = run.decisions().getLast().reason();
      assertTrue(reason.contains("cannot be recycled: RSS"), reason);
    }
  }

  @Test
  void shrinksAPoolThatLeaksAndCannotBeRecycledBeforeTheKernelKills() {
    for (int seed = 0; seed < SCENARIOS / 4; seed++) {
      PoolModel.Traits traits = processorBound(new Random(seed));
      traits.ending = Ending.WHEN_IDLE;
      Thresholds rss = new Thresholds(280 * MIB, null, Metric.RSS);
      Limits limits = new Limits(true, true, 1, traits.startWorkers, rss, Reclaim.AUTO, null);
      Run run = Run.of(traits, limits, seed);
      for (int tick = 0; tick < HOUR && run.pool().workers() > 1; tick++) {
        run.tick();
        assertEquals(0, run.pool().oomKills, "seed " + seed);
      }

      assertEquals(1, run.pool().workers(), "seed " + seed);
    }
  }
}
