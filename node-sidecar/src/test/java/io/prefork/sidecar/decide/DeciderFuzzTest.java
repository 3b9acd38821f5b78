package io.prefork.sidecar.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Observations that no pool gives: whatever is missing, contradictory or jumps. */
class DeciderFuzzTest {
  private static final int STREAMS = 2_000;
  private static final int TICKS = 60;
  private static final int CONSTANT_TICKS = 900;

  private static <T> T orNull(Random random, T value) {
    return random.nextInt(6) == 0 ? null : value;
  }

  private static long bytes(Random random) {
    return (long) Math.pow(2, 20 + random.nextDouble() * 12);
  }

  private static WorkerState worker(Random random, int pid, boolean told) {
    return new WorkerState(
        new WorkerId(pid, pid * 7L),
        orNull(random, (long) random.nextInt(2000)),
        orNull(random, bytes(random)),
        orNull(random, bytes(random)),
        orNull(random, bytes(random)),
        orNull(random, (long) random.nextInt(3000)),
        told ? orNull(random, random.nextBoolean()) : null,
        orNull(random, (long) random.nextInt(300)),
        orNull(random, Ending.values()[random.nextInt(3)]),
        null);
  }

  private static Observation observation(Random random, long at, boolean told) {
    List<WorkerState> workers = new ArrayList<>();
    int count = random.nextInt(12);
    int firstPid = 100 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      workers.add(worker(random, firstPid + i, told));
    }
    Memory memory =
        new Memory(
            orNull(random, bytes(random)),
            orNull(random, bytes(random)),
            orNull(random, bytes(random)),
            orNull(random, bytes(random)),
            orNull(random, (long) random.nextInt(4)),
            orNull(random, random.nextDouble() * 100));
    Processor processor =
        new Processor(
            orNull(random, random.nextDouble() * 4),
            orNull(random, random.nextDouble() * 4),
            orNull(random, random.nextDouble()),
            orNull(random, random.nextDouble() * 4));
    return new Observation(
        at,
        workers,
        orNull(random, random.nextInt(20)),
        orNull(random, random.nextInt(3)),
        orNull(random, memory),
        orNull(random, processor));
  }

  private static Limits limits(Random random) {
    Thresholds rss =
        new Thresholds(
            orNull(random, bytes(random)),
            orNull(random, bytes(random)),
            Metric.values()[random.nextInt(3)]);
    Reclaim reclaim = Reclaim.values()[random.nextInt(3)];
    int min = 1 + random.nextInt(4);
    boolean resize = random.nextInt(4) > 0;
    return new Limits(
        random.nextBoolean(),
        resize,
        orNull(random, min),
        resize ? (Integer) (min + random.nextInt(12)) : null,
        rss,
        reclaim);
  }

  @Test
  void keepsEveryRuleAndRecyclesOneAtATimeWhateverIsSeen() {
    int acted = 0;
    for (int seed = 0; seed < STREAMS; seed++) {
      Random random = new Random(seed);
      Limits limits = limits(random);
      boolean told = random.nextBoolean();
      Decider decider = new Decider();
      WorkerId leaving = null;
      long leavingSince = 0;
      for (int tick = 0; tick < TICKS; tick++) {
        Observation seen = observation(random, tick * 2_000L, told);
        Decision decision = decider.decide(seen, limits);
        Rules.check(decision, seen, limits);
        leaving = isThere(leaving, seen) ? leaving : null;
        acted += decision.action() instanceof Action.Hold ? 0 : 1;
        if (decision.action() instanceof Action.Recycle(WorkerId next, Ending how)
            && limits.enforce()) {
          boolean recent = seen.atMillis() - leavingSince < 60_000;
          assertFalse(leaving != null && recent, "two at once, seed " + seed);
          leaving = next;
          leavingSince = seen.atMillis();
        }
      }
    }
    assertTrue(acted > STREAMS, "only " + acted + " decisions were to act");
  }

  private static boolean isThere(WorkerId id, Observation seen) {
    return seen.workers().stream().anyMatch(worker -> worker.id().equals(id));
  }

  @Test
  void neverGoesBothWaysOnAConstantInputAndDoesNotRepeatBlindly() {
    for (int seed = 0; seed < STREAMS / 10; seed++) {
      Random random = new Random(seed);
      Limits limits = limits(random);
      Observation constant = observation(random, 0, true);
      Decider decider = new Decider();
      int grown = 0;
      int shrunk = 0;
      for (int tick = 0; tick < CONSTANT_TICKS; tick++) {
        Observation seen =
            new Observation(
                tick * 2_000L,
                constant.workers(),
                constant.ceiling(),
                constant.listenQueue(),
                constant.memory(),
                constant.processor());
        Action action = decider.decide(seen, limits).action();
        grown += action instanceof Action.Grow ? 1 : 0;
        shrunk += action instanceof Action.Shrink ? 1 : 0;
      }
      assertTrue(grown == 0 || shrunk == 0, "seed " + seed + ": +" + grown + " -" + shrunk);
      assertTrue(!limits.enforce() || grown < 12, "seed " + seed + ": asked " + grown + " times");
    }
  }

  @Test
  void decidesTheSameOnTheSameStream() {
    for (int seed = 0; seed < 50; seed++) {
      assertEquals(decisions(seed), decisions(seed));
    }
    assertNotEquals(decisions(1), decisions(2));
  }

  private static List<Decision> decisions(int seed) {
    Random random = new Random(seed);
    Limits limits = limits(random);
    Decider decider = new Decider();
    List<Decision> decisions = new ArrayList<>();
    for (int tick = 0; tick < TICKS; tick++) {
      decisions.add(decider.decide(observation(random, tick * 2_000L, true), limits));
    }
    return decisions;
  }
}
