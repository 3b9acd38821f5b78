package io.prefork.operator.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.policy.MemoryPolicySpec.Gc;
import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Pool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {

  private static final Goal FREEZE = new Goal(Pods.POLICY, Gc.Mode.Freeze);

  @Test
  void aWarmUntreatedPodUnderObserveIsObserved() {
    assertEquals(Standing.Observed, Standing.of(Pods.observed(), FREEZE));
  }

  @Test
  void aWarmPodWhoseWorkersAllShowTheModeIsTreated() {
    assertEquals(Standing.Treated, Standing.of(Pods.treated(), FREEZE));
  }

  @Test
  void workersForkedBeforeThePolicyWasEnforcedCountTowardsNothing() {
    Report told = Pods.report("Enforce", Pods.STOCK, Pods.worker(Pods.stock(), 250L, 60));

    assertEquals(Standing.Unsettled, Standing.of(told, FREEZE));
    assertFalse(Standing.isEnforcing(told, FREEZE));
  }

  @Test
  void oneUntreatedWorkerAmongTreatedOnesCountsTowardsNothing() {
    var workers = new ArrayList<>(Pods.treated().workers());
    workers.set(3, Pods.worker(Pods.stock(), 250L, 60));

    assertEquals(
        Standing.Unsettled, Standing.of(Pods.withWorkers(Pods.treated(), workers), FREEZE));
  }

  @Test
  void treatedWorkersLeftUnderObserveAreNoBaseline() {
    Report back = Pods.report("Observe", Pods.FROZEN, Pods.worker(Pods.frozen(), 250L, 60));

    assertEquals(Standing.Unsettled, Standing.of(back, FREEZE));
  }

  @Test
  void anotherModeThanThePolicyWantsIsNotTheTreatment() {
    assertEquals(
        Standing.Unsettled,
        Standing.of(Pods.treated(), new Goal(Pods.POLICY, Gc.Mode.ThresholdZero)));
  }

  @Test
  void aPodThatObeysAnotherPolicyCountsTowardsNothing() {
    assertEquals(
        Standing.Unsettled, Standing.of(Pods.observed(), new Goal("shop/other", Gc.Mode.Freeze)));
  }

  @Test
  void aPoolWithAnUnreadableProcessCountsTowardsNothing() {
    Pool unreadable = new Pool(8, null, null, null, null, null, null, null, null, null);

    assertEquals(
        Standing.Unsettled,
        Standing.of(
            Pods.report("Observe", unreadable, Pods.worker(Pods.stock(), 250L, 60)), FREEZE));
  }

  @Test
  void coldTreatedWorkersEnforceButDoNotCountYet() {
    Report fresh = Pods.report("Enforce", Pods.FROZEN, Pods.worker(Pods.frozen(), 3L, 2));

    assertEquals(Standing.Unsettled, Standing.of(fresh, FREEZE));
    assertTrue(Standing.isEnforcing(fresh, FREEZE));
  }

  @Test
  void aPodWithoutWorkersEnforcesNothing() {
    assertFalse(Standing.isEnforcing(Pods.withWorkers(Pods.treated(), List.of()), FREEZE));
  }
}
