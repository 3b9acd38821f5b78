package io.prefork.sidecar.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report;
import io.prefork.sidecar.decide.Action;
import io.prefork.sidecar.decide.Bound;
import io.prefork.sidecar.decide.Decision;
import io.prefork.sidecar.decide.Ending;
import io.prefork.sidecar.decide.Estimate;
import io.prefork.sidecar.decide.Limits;
import io.prefork.sidecar.decide.Metric;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.Reclaim;
import io.prefork.sidecar.decide.Thresholds;
import io.prefork.sidecar.decide.WorkerState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActorTest {
  private static final long TICK = 2_000;
  private static final Thresholds BOTH = new Thresholds(400L << 20, 900L << 20, Metric.USS);
  private static final Limits LIMITS = new Limits(true, true, 2, 8, BOTH, Reclaim.AUTO);
  private static final Action HOLD = new Action.Hold();

  private final List<String> journal = new ArrayList<>();
  private final PlayedControl control = new PlayedControl();
  private final Actor actor =
      new Actor(Clock.fixed(Instant.ofEpochSecond(0), ZoneOffset.UTC), journal::add);
  private long now;

  private void tick(Action action, int... pids) {
    tick(action, LIMITS, pids);
  }

  private void tick(Action action, Limits limits, int... pids) {
    now += TICK;
    Decision decision =
        new Decision(action, "a reason", new Estimate(null, null, null, Bound.UNKNOWN));
    actor.act(decision, Observations.of(now, pids), limits, control);
  }

  private void holdUntil(long millis, int... pids) {
    while (now < millis) {
      tick(HOLD, pids);
    }
  }

  private Report.ActionResult only() {
    assertEquals(1, actor.results().size(), () -> "" + actor.results());
    return actor.results().getFirst();
  }

  private List<String> outcomes() {
    List<String> outcomes = new ArrayList<>();
    for (Report.ActionResult result : actor.results()) {
      outcomes.add(result.action() + " " + result.result());
    }
    return outcomes;
  }

  @Test
  void sendsAGrowthOnceAndConfirmsItByItsEffect() {
    tick(new Action.Grow(1), 1, 2);
    tick(new Action.Grow(1), 1, 2);
    assertEquals("Pending", only().result());
    tick(HOLD, 1, 2, 3);
    tick(HOLD, 1, 2, 3);

    assertEquals(List.of("resize +1 floor 2"), control.calls);
    assertEquals(
        new Report.ActionResult(
            "1970-01-01T00:00:00.000Z", "Grow", 1, null, "Confirmed", "a reason"),
        only());
    assertEquals(
        List.of(
            "grow by 1 by played control: a reason", "grow by 1 confirmed after 6 s: 3 workers"),
        journal);
  }

  @Test
  void doesNotTakeAWorkerThatIsBeingReplacedForAShrink() {
    tick(new Action.Shrink(1), 1, 2, 3);
    tick(HOLD, 1, 2);
    tick(HOLD, 1, 2, 4);

    assertEquals("Pending", only().result());
  }

  @Test
  void takesAShrinkBackThatHasNoEffect() {
    tick(new Action.Shrink(2), 1, 2, 3, 4);
    holdUntil(now + 100_000, 2, 3, 4);

    assertEquals(List.of("resize -2 floor 2", "withdraw -1"), control.calls);
    assertEquals("Failed", only().result());
    assertEquals("still 3 workers after 90 s, 1 too many; taken back", only().reason());
  }

  @Test
  void saysWhenItCannotTakeAGrowthBack() {
    control.withdrawal = new Attempt.Refused("it is forgotten");
    tick(new Action.Grow(1), 1, 2);
    holdUntil(now + 40_000, 1, 2);

    assertEquals(
        "still 2 workers after 30 s, 1 too few; not taken back: it is forgotten", only().reason());
  }

  @Test
  void sendsNothingElseWhileAnActionIsOpen() {
    tick(new Action.Recycle(Observations.id(1), Ending.WHEN_IDLE), 1, 2);
    tick(new Action.Recycle(Observations.id(2), Ending.WHEN_IDLE), 1, 2);
    tick(new Action.Grow(1), 1, 2);

    assertEquals(List.of("recycle 1"), control.calls);
  }

  @Test
  void aRetreatPassesAnOpenGrowth() {
    tick(new Action.Grow(1), 1, 2, 3);
    tick(new Action.Shrink(1), 1, 2, 3);

    assertEquals(List.of("resize +1 floor 2", "resize -1 floor 2"), control.calls);
    assertEquals(List.of("Grow Failed", "Shrink Pending"), outcomes());
    assertEquals("overtaken by a retreat before it was confirmed", actor.results().get(0).reason());
  }

  @Test
  void aRetreatThatMetTheGrowthIsNotTakenBackAndMayBeRepeatedSoon() {
    tick(new Action.Grow(1), 1, 2, 3);
    tick(new Action.Shrink(1), 1, 2, 3);
    holdUntil(now + 6_000, 1, 2, 3, 4);
    tick(new Action.Shrink(1), 1, 2, 3, 4);

    assertEquals(
        List.of("resize +1 floor 2", "resize -1 floor 2", "resize -1 floor 2"), control.calls);
  }

  @Test
  void aRetreatPassesAnOpenRecycleWhichThenReckonsWithIt() {
    tick(new Action.Recycle(Observations.id(1), Ending.WHEN_IDLE), 1, 2, 3);
    tick(new Action.Shrink(1), 1, 2, 3);
    tick(HOLD, 3, 4);
    tick(HOLD, 3, 4);

    assertEquals(List.of("Recycle Confirmed", "Shrink Confirmed"), outcomes());
  }

  @Test
  void aDeeperRetreatAsksOnlyForWhatIsNotAskedForYet() {
    tick(new Action.Shrink(1), 1, 2, 3, 4, 5);
    tick(new Action.Shrink(3), 1, 2, 3, 4, 5);
    tick(new Action.Shrink(3), 1, 2, 3, 4, 5);
    tick(HOLD, 1, 2);
    tick(HOLD, 1, 2);

    assertEquals(List.of("resize -1 floor 2", "resize -2 floor 2"), control.calls);
    assertEquals(List.of("Shrink Confirmed", "Shrink Confirmed"), outcomes());
  }

  @Test
  void neverGoesBelowMinOrAboveMaxOrTheCeiling() {
    tick(new Action.Shrink(7), 1, 2, 3);
    tick(HOLD, 1, 2);
    tick(HOLD, 1, 2);
    tick(new Action.Shrink(1), 1, 2);
    tick(new Action.Grow(9), 1, 2);

    assertEquals(List.of("resize -1 floor 2", "resize +4 floor 2"), control.calls);
  }

  @Test
  void keepsOneWorkerWhereNoMinIsDeclared() {
    Limits withoutMin = new Limits(true, true, null, 8, BOTH, Reclaim.AUTO);
    tick(new Action.Shrink(2), withoutMin, 1, 2);

    assertEquals(List.of("resize -1 floor 1"), control.calls);
  }

  @Test
  void doesNothingThatThePolicyDoesNotDeclare() {
    Limits observing = new Limits(false, true, 1, 8, BOTH, Reclaim.AUTO);
    Limits nothingDeclared = new Limits(true, false, null, null, Thresholds.NONE, Reclaim.AUTO);
    tick(new Action.Shrink(1), observing, 1, 2, 3);
    for (Action action :
        List.of(
            new Action.Shrink(1),
            new Action.Grow(1),
            new Action.Recycle(Observations.id(1), Ending.WHEN_IDLE),
            new Action.Kill(Observations.id(1)))) {
      tick(action, nothingDeclared, 1, 2, 3);
    }

    assertEquals(List.of(), control.calls);
    assertEquals(List.of(), actor.results());
  }

  @Test
  void aRecycleIsConfirmedOnlyWithASuccessor() {
    tick(new Action.Recycle(Observations.id(1), Ending.WHEN_IDLE), 1, 2);
    tick(HOLD, 2);
    tick(HOLD, 2);
    assertEquals("Pending", only().result());
    tick(HOLD, 2, 3);
    tick(HOLD, 2, 3);

    assertEquals(1, only().pid());
    assertEquals("Confirmed", only().result());
  }

  @Test
  void aSuccessorWithTheSamePidIsAnotherWorker() {
    tick(new Action.Recycle(Observations.id(1), Ending.WHEN_IDLE), 1, 2);
    now += TICK;
    actor.act(new Decision(HOLD, "", null), Observations.withReusedPid(now, 1, 2), LIMITS, control);
    now += TICK;
    actor.act(new Decision(HOLD, "", null), Observations.withReusedPid(now, 1, 2), LIMITS, control);

    assertEquals("Confirmed", only().result());
  }

  @Test
  void doesNotRepeatARecycleThatFailedForAWhile() {
    tick(new Action.Recycle(Observations.id(1), Ending.WHEN_IDLE), 1, 2);
    holdUntil(now + 120_000, 1, 2);
    tick(new Action.Recycle(Observations.id(1), Ending.WHEN_IDLE), 1, 2);
    assertEquals("worker 1 still runs after 120 s", only().reason());
    assertEquals(List.of("recycle 1", "keep 1"), control.calls);

    holdUntil(now + 300_000, 1, 2);
    tick(new Action.Recycle(Observations.id(1), Ending.WHEN_IDLE), 1, 2);
    assertEquals(List.of("recycle 1", "keep 1", "recycle 1"), control.calls);
  }

  @Test
  void letsABusyWorkerStayThatDidNotLeaveInTime() {
    control.kept = new Attempt.Sent(1);
    tick(new Action.Recycle(Observations.id(1), Ending.AFTER_REQUEST), 1, 2);
    assertEquals("RecycleAfterRequest", only().action());
    holdUntil(now + 120_000, 1, 2);

    assertEquals(List.of("recycle after its request 1", "keep 1"), control.calls);
    assertEquals("worker 1 still runs after 120 s; taken back", only().reason());
  }

  @Test
  void endsNobodyWhoseRequestsThatWouldCutOff() {
    now += TICK;
    WorkerState async =
        new WorkerState(Observations.id(1), 9L, 2L, 2L, 2L, 9L, false, 0L, Ending.NEVER, null);
    Observation seen = new Observation(now, List.of(async), null, null, null, null);
    Action action = new Action.Recycle(async.id(), Ending.WHEN_IDLE);
    actor.act(new Decision(action, "", null), seen, LIMITS, control);

    assertEquals(List.of(), control.calls);
  }

  @Test
  void killsAWorkerThatIsBeingRecycledOnce() {
    tick(new Action.Recycle(Observations.id(1), Ending.WHEN_IDLE), 1, 2);
    tick(new Action.Kill(Observations.id(1)), 1, 2);
    tick(new Action.Kill(Observations.id(1)), 1, 2);

    assertEquals(List.of("recycle 1", "kill 1"), control.calls);
  }

  @Test
  void keepsOneEntryAndOneLineOfARefusalThatRepeats() {
    control.answer = new Attempt.Refused("no master FIFO");
    tick(new Action.Shrink(1), 1, 2, 3);
    tick(new Action.Shrink(1), 1, 2, 3);

    assertEquals("no master FIFO", only().reason());
    assertEquals(List.of("shrink by 1 was not sent: no master FIFO"), journal);
    assertFalse(actor.isBusy());
  }

  @Test
  void sendsALittleLaterWhatCouldNotBeSentYet() {
    control.answer = new Attempt.NotYet("the FIFO is not open");
    tick(new Action.Shrink(1), 1, 2, 3);
    assertTrue(actor.isBusy());
    assertEquals(List.of(), actor.results());

    control.answer = null;
    tick(HOLD, 1, 2, 3);
    tick(HOLD, 1, 2, 3);

    assertEquals(List.of("resize -1 floor 2", "resize -1 floor 2"), control.calls);
    assertEquals("Pending", only().result());
    assertEquals("a reason", only().reason());
  }

  @Test
  void saysSoWhenItCanStillNotBeSentAfterAWhile() {
    control.answer = new Attempt.NotYet("the FIFO is not open");
    tick(new Action.Grow(1), 1, 2);
    holdUntil(now + 30_000, 1, 2);

    assertEquals("Failed", only().result());
    assertEquals(List.of("grow by 1 was not sent: the FIFO is not open"), journal);
    assertFalse(actor.isBusy());
  }

  @Test
  void forgetsWhatCouldNotBeSentWhenItIsNotNeededAnyMore() {
    control.answer = new Attempt.NotYet("the FIFO is not open");
    tick(new Action.Shrink(1), 1, 2, 3);
    control.answer = null;
    tick(HOLD, 1, 2);

    assertEquals(List.of("resize -1 floor 2"), control.calls);
    assertFalse(actor.isBusy());
  }

  @Test
  void prefersWhatIsDecidedNow() {
    control.answer = new Attempt.NotYet("the FIFO is not open");
    tick(new Action.Grow(1), 1, 2, 3);
    control.answer = null;
    tick(new Action.Shrink(1), 1, 2, 3);
    tick(HOLD, 1, 2, 3);

    assertEquals(List.of("resize +1 floor 2", "resize -1 floor 2"), control.calls);
  }

  @Test
  void confirmsAsManyAsWereReallySent() {
    control.answer = new Attempt.Sent(1);
    tick(new Action.Grow(3), 1, 2);
    tick(HOLD, 1, 2, 3);
    tick(HOLD, 1, 2, 3);

    assertEquals(1, only().workers());
    assertEquals("Confirmed", only().result());
  }

  @Test
  void waitsForNothingOfAMasterThatIsGone() {
    tick(new Action.Grow(1), 1, 2);
    control.restart();
    tick(HOLD, 11, 12);
    assertEquals("the server was restarted meanwhile", only().reason());

    tick(new Action.Grow(1), 11, 12);
    actor.withoutServer();
    assertEquals("the server is gone", actor.results().getLast().reason());
    assertFalse(actor.isBusy());
  }

  @Test
  void remembersTheLastSixteen() {
    control.answer = null;
    for (int i = 0; i < 20; i++) {
      tick(new Action.Recycle(Observations.id(1), Ending.WHEN_IDLE), 1, 2 + i);
      control.restart();
    }

    assertEquals(16, actor.results().size());
    assertTrue(actor.isBusy());
  }
}
