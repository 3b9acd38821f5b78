package io.prefork.sidecar.decide;

import static io.prefork.sidecar.decide.PoolModel.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule by example; a pool of eight settled workers of 18 MiB in a limit of 1228 MiB. */
class DeciderTest {
  private static final Thresholds RECYCLE = new Thresholds(40 * MIB, 90 * MIB, Metric.USS);

  private final Decider decider = new Decider();
  private final List<WorkerState> workers = new ArrayList<>();
  private Limits limits = new Limits(true, true, 2, 32, Thresholds.NONE, Reclaim.AUTO);
  private Memory memory = new Memory(1228 * MIB, null, 400 * MIB, 8192 * MIB, 0L, 0.0);
  private Processor processor = new Processor(0.5, 2.0, 0.0, 1.0);
  private Integer ceiling = 64;
  private long now;

  DeciderTest() {
    for (int i = 0; i < 8; i++) {
      workers.add(worker(100 + i, 18, true));
    }
  }

  private static WorkerState worker(int pid, long ussMib, Boolean busy) {
    WorkerId id = new WorkerId(pid, pid * 10L);
    long uss = ussMib * MIB;
    return new WorkerState(
        id, 700L, uss, uss + 20 * MIB, uss + 200 * MIB, 2_000L, busy, 0L, null, null);
  }

  private Decision tick() {
    now += 2_000;
    return decider.decide(
        new Observation(now, List.copyOf(workers), ceiling, 0, memory, processor), limits);
  }

  private Decision firstAction(int ticks) {
    Decision decision = tick();
    for (int i = 1; i < ticks && decision.action() instanceof Action.Hold; i++) {
      decision = tick();
    }
    return decision;
  }

  private void idle() {
    workers.replaceAll(worker -> worker(worker.id().pid(), worker.ussBytes() / MIB, Boolean.FALSE));
  }

  @Test
  void growsByHalfWhereAllWorkersAreBusyAndMemoryIsThere() {
    Decision decision = firstAction(30);

    assertEquals(new Action.Grow(4), decision.action());
    assertEquals(
        "grow by 4 to 12: 8 of 8 workers busy, one more costs 19 MiB, 400 MiB of 1228 MiB used, 50"
            + " fit",
        decision.reason());
    assertEquals(new Estimate(19 * MIB, 50, null, Bound.MEMORY), decision.estimate());
  }

  @Test
  void doesNotGrowAnIdlePool() {
    idle();

    Decision decision = firstAction(300);

    assertInstanceOf(Action.Hold.class, decision.action());
    assertEquals(Bound.IDLE, decision.estimate().bound());
  }

  @Test
  void doesNotGrowWithoutProcessorTime() {
    processor = new Processor(1.9, 2.0, 0.0, 1.0);

    Decision decision = firstAction(300);

    assertInstanceOf(Action.Hold.class, decision.action());
    assertEquals(Bound.PROCESSOR, decision.estimate().bound());
    assertTrue(decision.reason().endsWith("1.9 of 2.0 cores used"), decision.reason());
  }

  @Test
  void doesNotGrowBeyondWhatTheServerWasStartedFor() {
    ceiling = 8;

    Decision decision = firstAction(300);

    assertInstanceOf(Action.Hold.class, decision.action());
    assertEquals(
        "8 of 8 workers busy; the server was started for at most 8 workers", decision.reason());
  }

  @Test
  void leavesTheNumberOfWorkersAloneWhereThePolicyDeclaresNone() {
    limits = new Limits(true, false, null, null, Thresholds.NONE, Reclaim.AUTO);

    assertInstanceOf(Action.Hold.class, firstAction(300).action());
    memory = new Memory(1228 * MIB, null, 1227 * MIB, 8192 * MIB, 0L, 0.0);
    assertInstanceOf(Action.Hold.class, firstAction(300).action());
  }

  @Test
  void retreatsAtOnceBySoManyThatTheLimitHolds() {
    tick();
    memory = new Memory(370 * MIB, null, 400 * MIB, 8192 * MIB, 0L, 0.0);

    assertEquals(new Action.Shrink(3), tick().action());
  }

  @Test
  void retreatsToALimitThatTheKernelDoesNotHoldYet() {
    tick();
    memory = new Memory(1228 * MIB, 370 * MIB, 400 * MIB, 8192 * MIB, 0L, 0.0);

    Decision decision = tick();

    assertEquals(new Action.Shrink(3), decision.action());
    assertEquals(
        "shrink by 3 to 5: 400 MiB of 370 MiB used, by the limit that the pod declares now, at most"
            + " 366 MiB is safe",
        decision.reason());
  }

  @Test
  void keepsToTheKernelsLimitUntilItHasFollowedAHigherOne() {
    tick();
    memory = new Memory(370 * MIB, 1228 * MIB, 400 * MIB, 8192 * MIB, 0L, 0.0);

    assertEquals(new Action.Shrink(3), tick().action());
  }

  @Test
  void retreatsNoFurtherThanTheFewestAllowed() {
    tick();
    memory = new Memory(200 * MIB, null, 400 * MIB, 8192 * MIB, 0L, 0.0);

    assertEquals(new Action.Shrink(6), tick().action());
  }

  @Test
  void doesNotAskAgainForWorkersThatAreAlreadyLeaving() {
    retreatsAtOnceBySoManyThatTheLimitHolds();

    assertInstanceOf(Action.Hold.class, tick().action());
  }

  @Test
  void retreatsWhenTheKernelHasKilled() {
    tick();
    memory = new Memory(1228 * MIB, null, 400 * MIB, 8192 * MIB, 1L, 0.0);

    assertEquals(new Action.Shrink(1), tick().action());
  }

  /** Its eight workers have gone at once, with memory nearly full; eight others are there. */
  private void restartTheContainer() {
    memory = new Memory(400 * MIB, null, 390 * MIB, 8192 * MIB, 0L, 0.0);
    tick();
    workers.clear();
    memory = null;
    tick();
    for (int i = 0; i < 8; i++) {
      workers.add(worker(200 + i, 18, true));
    }
  }

  @Test
  void growsNoFurtherThanBeforeInAContainerThatItHasOnceFilled() {
    restartTheContainer();
    memory = new Memory(400 * MIB, null, 200 * MIB, 8192 * MIB, 0L, 0.0);

    Decision decision = firstAction(60);

    assertInstanceOf(Action.Hold.class, decision.action());
    assertEquals("8 of 8 workers busy; does not grow for 180 s after a retreat", decision.reason());
    assertInstanceOf(Action.Grow.class, firstAction(120).action());
  }

  @Test
  void growsInTheNextContainerAtOnceWhereThatHasAHigherLimit() {
    restartTheContainer();
    memory = new Memory(420 * MIB, null, 200 * MIB, 8192 * MIB, 0L, 0.0);

    assertInstanceOf(Action.Grow.class, firstAction(30).action());
  }

  @Test
  void doesNotBelieveAFreshWorkersFigure() {
    workers.replaceAll(old ->
        new WorkerState(
            old.id(), 5L, 3 * MIB, 9 * MIB, 200 * MIB, 10L, Boolean.TRUE, 0L, null, null));

    Decision decision = tick();

    assertEquals((400 - 8 * 3 + 1) * MIB, decision.estimate().marginalBytes());
  }

  /** On a plain host the group may hold all that runs in a login session. */
  @Test
  void doesNotTakeOtherProgramsMemoryForAFreshWorkers() {
    memory = new Memory(null, null, 9_000 * MIB, 8192 * MIB, 0L, 0.0);
    workers.replaceAll(old ->
        new WorkerState(
            old.id(), 5L, 3 * MIB, 9 * MIB, 200 * MIB, 10L, Boolean.TRUE, 0L, null, null));

    Decision decision = tick();

    assertEquals((200 + 1) * MIB, decision.estimate().marginalBytes());
  }

  @Test
  void recyclesTheLargestIdleWorkerAndThenWaits() {
    limits = new Limits(true, true, 2, 8, RECYCLE, Reclaim.WORKERS);
    workers.set(0, worker(100, 70, true));
    workers.set(1, worker(101, 50, false));
    workers.set(2, worker(102, 60, false));

    Decision decision = tick();

    assertEquals(new Action.Recycle(workers.get(2).id(), Ending.WHEN_IDLE), decision.action());
    assertEquals("recycle worker 102: USS 60 MiB above 40 MiB, idle", decision.reason());
    assertEquals("waits for worker 102 to be replaced", tick().reason());
    workers.set(2, worker(202, 3, false));
    Decision next = firstAction(10);
    assertEquals(new Action.Recycle(workers.get(1).id(), Ending.WHEN_IDLE), next.action());
  }

  private static WorkerState ending(WorkerState worker, Ending ending) {
    return new WorkerState(
        worker.id(),
        worker.ageSeconds(),
        worker.ussBytes(),
        worker.pssBytes(),
        worker.rssBytes(),
        worker.requests(),
        worker.busy(),
        worker.readAgoSeconds(),
        ending,
        null);
  }

  @Test
  void asksABusyWorkerToLeaveAfterItsRequestOnceItWasBusyAtEveryLookForAWhile() {
    limits = new Limits(true, true, 2, 8, RECYCLE, Reclaim.WORKERS);
    processor = new Processor(2.0, 2.0, 0.0, 1.0);
    workers.set(0, worker(100, 70, true));
    workers.replaceAll(worker -> ending(worker, Ending.AFTER_REQUEST));

    for (int i = 0; i < 5; i++) {
      assertInstanceOf(Action.Hold.class, tick().action());
    }
    Decision decision = tick();

    assertEquals(new Action.Recycle(workers.get(0).id(), Ending.AFTER_REQUEST), decision.action());
    assertEquals(
        "recycle worker 100: USS 70 MiB above 40 MiB, busy at every look for 10 s, leaves once its"
            + " request has ended",
        decision.reason());
  }

  @Test
  void recyclesAnIdleWorkerBeforeALargerBusyOne() {
    limits = new Limits(true, true, 2, 8, RECYCLE, Reclaim.WORKERS);
    processor = new Processor(2.0, 2.0, 0.0, 1.0);
    for (int i = 0; i < 6; i++) {
      tick();
    }
    workers.set(0, worker(100, 70, true));
    workers.set(1, worker(101, 50, false));
    workers.replaceAll(worker -> ending(worker, Ending.AFTER_REQUEST));

    assertEquals(new Action.Recycle(workers.get(1).id(), Ending.WHEN_IDLE), tick().action());
  }

  @Test
  void saysWhoIsDueAndCannotBeRecycled() {
    limits = new Limits(true, true, 2, 8, RECYCLE, Reclaim.WORKERS);
    processor = new Processor(2.0, 2.0, 0.0, 1.0);
    workers.set(0, worker(100, 70, true));
    for (int i = 0; i < 30; i++) {
      assertInstanceOf(Action.Hold.class, tick().action());
    }
    assertEquals(
        "worker 100 cannot be recycled: USS 70 MiB above 40 MiB, busy at every look for 60 s, and"
            + " nothing ends it after its request",
        tick().reason());

    workers.set(0, ending(worker(100, 70, false), Ending.NEVER));
    assertEquals(
        "worker 100 cannot be recycled: USS 70 MiB above 40 MiB, and its server's graceful end"
            + " would cut off what it takes at a time",
        tick().reason());
  }

  @Test
  void letsWorkersLiveLongerWhereMemoryIsOfNoUseForMore() {
    limits = new Limits(true, true, 2, 8, RECYCLE, Reclaim.AUTO);
    idle();
    workers.set(1, worker(101, 50, true));
    processor = new Processor(2.0, 2.0, 0.0, 1.0);
    workers.replaceAll(w -> worker(w.id().pid(), w.ussBytes() / MIB, w.id().pid() != 101));

    Decision decision = tick();

    assertInstanceOf(Action.Hold.class, decision.action());
    assertEquals(81 * MIB, decision.estimate().recycleAboveBytes(), "clear of what kills");
  }

  @Test
  void killsOnlyAboveTheLastThresholdBusyOrNot() {
    limits = new Limits(true, true, 2, 8, RECYCLE, Reclaim.WORKERS);
    workers.set(3, worker(103, 91, true));

    assertEquals(new Action.Kill(workers.get(3).id()), tick().action());
    assertInstanceOf(Action.Hold.class, tick().action());
  }

  @Test
  void saysEveryTickWhatItWouldDoWhereItMayOnlyObserve() {
    limits = new Limits(false, true, 2, 32, Thresholds.NONE, Reclaim.AUTO);

    assertEquals(new Action.Grow(4), firstAction(30).action());
    assertEquals(new Action.Grow(4), tick().action());
  }

  @Test
  void asksAServerThatDoesNotFollowLessAndLess() {
    int asked = 0;
    for (int i = 0; i < 1_800; i++) {
      asked += tick().action() instanceof Action.Grow ? 1 : 0;
    }

    assertTrue(asked >= 2 && asked <= 8, asked + " times in an hour");
  }
}
