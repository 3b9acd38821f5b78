package io.prefork.operator.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.policy.MemoryPolicySpec.Gc;
import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingTest {

  private static final Goal FREEZE = new Goal(Reports.POLICY, Gc.Mode.Freeze, Optional.empty());

  /** A warm pod under Enforce whose workers say why that mode is in force in them. */
  private static Report withAReason(Pool figures, String gc) {
    return Reports.report(
        "Enforce", figures, Reports.worker(Reports.otherThanDeclared(gc), 250L, 60));
  }

  @Test
  void aWarmUntreatedPodUnderObserveIsObserved() {
    assertEquals(Standing.Observed, Standing.of(Reports.observed(), FREEZE));
  }

  @Test
  void aWarmPodWhoseWorkersAllShowTheModeIsTreated() {
    assertEquals(Standing.Treated, Standing.of(Reports.treated(), FREEZE));
  }

  @Test
  void workersForkedBeforeThePolicyWasEnforcedCountTowardsNothing() {
    Report told =
        Reports.report("Enforce", Reports.STOCK, Reports.worker(Reports.stock(), 250L, 60));

    assertEquals(Standing.Unsettled, Standing.of(told, FREEZE));
    assertFalse(Standing.isEnforcing(told, FREEZE));
  }

  @Test
  void oneUntreatedWorkerAmongTreatedOnesCountsTowardsNothing() {
    var workers = new ArrayList<>(Reports.treated().workers());
    workers.set(3, Reports.worker(Reports.stock(), 250L, 60));

    assertEquals(
        Standing.Unsettled, Standing.of(Reports.withWorkers(Reports.treated(), workers), FREEZE));
  }

  @Test
  void treatedWorkersLeftUnderObserveAreNoBaseline() {
    Report back =
        Reports.report("Observe", Reports.FROZEN, Reports.worker(Reports.frozen(), 250L, 60));

    assertEquals(Standing.Unsettled, Standing.of(back, FREEZE));
  }

  @Test
  void anotherModeThanThePolicyWantsIsNotTheTreatment() {
    assertEquals(
        Standing.Unsettled,
        Standing.of(
            Reports.treated(), new Goal(Reports.POLICY, Gc.Mode.ThresholdZero, Optional.empty())));
  }

  @Test
  void workersThatSayWhyTheyAreOnlyFrozenAreTreated() {
    Goal immortal = new Goal(Reports.POLICY, Gc.Mode.Immortal, Optional.empty());

    assertEquals(Standing.Unsettled, Standing.of(Reports.treated(), immortal));
    assertEquals(Standing.Treated, Standing.of(withAReason(Reports.FROZEN, "Freeze"), immortal));
    assertEquals(Standing.Unsettled, Standing.of(withAReason(Reports.STOCK, "Default"), immortal));
  }

  @Test
  void aReasonThatConcernsAnEarlierPolicyDoesNotMakeWorkersTreated() {
    assertEquals(
        Standing.Unsettled,
        Standing.of(
            withAReason(Reports.FROZEN, "Freeze"),
            new Goal(Reports.POLICY, Gc.Mode.ThresholdZero, Optional.empty())));
  }

  @Test
  void workersThatStayImmortalAreTreatedWhateverIsDeclaredLater() {
    assertEquals(Standing.Treated, Standing.of(withAReason(Reports.FROZEN, "Immortal"), FREEZE));
  }

  @Test
  void aPodThatObeysAnotherPolicyCountsTowardsNothing() {
    assertEquals(
        Standing.Unsettled,
        Standing.of(Reports.observed(), new Goal("shop/other", Gc.Mode.Freeze, Optional.empty())));
  }

  @Test
  void aPoolWithAnUnreadableProcessCountsTowardsNothing() {
    Pool unreadable =
        new Pool(8, null, null, null, null, null, null, null, null, null, null, null, null, null);

    assertEquals(
        Standing.Unsettled,
        Standing.of(
            Reports.report("Observe", unreadable, Reports.worker(Reports.stock(), 250L, 60)),
            FREEZE));
  }

  @Test
  void coldTreatedWorkersEnforceButDoNotCountYet() {
    Report fresh =
        Reports.report("Enforce", Reports.FROZEN, Reports.worker(Reports.frozen(), 3L, 2));

    assertEquals(Standing.Unsettled, Standing.of(fresh, FREEZE));
    assertTrue(Standing.isEnforcing(fresh, FREEZE));
  }

  @Test
  void aPodWithoutWorkersEnforcesNothing() {
    assertFalse(Standing.isEnforcing(Reports.withWorkers(Reports.treated(), List.of()), FREEZE));
  }
}
