package io.prefork.operator.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.prefork.operator.report.Reading;
import io.prefork.policy.MemoryPolicySpec.Gc;
import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Pool;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasuresTest {

  private static final Goal FREEZE = new Goal(Reports.POLICY, Gc.Mode.Freeze, Optional.empty());
  private static final Measurement KEPT = Means.of(List.of(Reports.observed()));

  private static Measures measure(Measurement kept, Report... reports) {
    return Measures.of(
        FREEZE,
        java.util.Arrays.stream(reports).map(report -> Reports.answering("web", report)).toList(),
        kept);
  }

  private static Report treated(Pool pool) {
    return Reports.report("Enforce", pool, Reports.worker(Reports.frozen(), 250L, 60));
  }

  @Test
  void nothingObservedAndNothingKeptMeansNoBaselineAndNothingReclaimed() {
    Measures measures = measure(null, Reports.treated());

    assertNull(measures.baseline());
    assertNull(measures.reclaimed());
    assertEquals(379 * Reports.MB, measures.current().poolPss());
  }

  @Test
  void observedPodsAreTheBaselineAndNothingIsCurrent() {
    Measures measures = measure(null, Reports.observed());

    assertEquals(1247 * Reports.MB, measures.baseline().poolPss());
    assertNull(measures.current());
    assertNull(measures.reclaimed());
  }

  @Test
  void theKeptBaselineStandsWhenItsPodsAreGone() {
    Measures measures = measure(KEPT, Reports.treated());

    assertEquals(KEPT, measures.baseline());
  }

  @Test
  void reclaimedIsNetOfTheSidecar() {
    Measures measures = measure(KEPT, Reports.treated());

    assertEquals(
        1247 * Reports.MB - 379 * Reports.MB - Reports.SIDECAR, measures.reclaimed().bytes());
    assertEquals("816Mi", measures.reclaimed().memory());
    assertEquals(Reports.SIDECAR, measures.reclaimed().sidecarBytes());
  }

  @Test
  void moreWorkersThanTheBaselineHadAreComparedWithAsManyStockOnes() {
    Pool ten =
        new Pool(
            10,
            230 * Reports.MB,
            200 * Reports.MB,
            19 * Reports.MB,
            417 * Reports.MB,
            0.9,
            0L,
            19.0,
            0.0,
            1.5,
            null,
            null,
            null,
            null);

    Measures measures = measure(KEPT, treated(ten));

    long stock = 1247 * Reports.MB + 2 * 128 * Reports.MB;
    assertEquals(stock - 417 * Reports.MB - Reports.SIDECAR, measures.reclaimed().bytes());
  }

  @Test
  void reclaimedIsSummedOverTheTreatedPods() {
    Measures one = measure(KEPT, Reports.treated());
    Measures two = measure(KEPT, Reports.treated(), Reports.treated());

    assertEquals(2 * one.reclaimed().bytes(), two.reclaimed().bytes());
    assertEquals(one.reclaimed().bytes(), two.reclaimed().bytesPerPod());
  }

  @Test
  void aPolicyThatCostsMoreThanItGainsReclaimsLessThanNothing() {
    Measures measures = measure(KEPT, treated(Reports.STOCK));

    assertEquals(-Reports.SIDECAR, measures.reclaimed().bytes());
    assertEquals("-11Mi", measures.reclaimed().memory());
  }

  @Test
  void aPodThatDoesNotKnowItsSidecarsCostIsNotCounted() {
    Report known = Reports.treated();
    Report unknown =
        new Report(
            known.version(),
            known.takenAt(),
            known.pod(),
            known.directive(),
            new Report.Sidecar("0.1.0", null, null, null),
            known.server(),
            known.master(),
            known.workers(),
            known.pool(),
            known.counters(),
            known.collectorFaults(),
            known.container(),
            known.decision(),
            known.actions(),
            known.findings());

    assertNull(measure(KEPT, unknown).reclaimed());
    assertEquals(measure(KEPT, known).reclaimed(), measure(KEPT, known, unknown).reclaimed());
  }

  @Test
  void aFigureThatNoPodMeasuredIsAbsent() {
    Pool withoutCounters =
        new Pool(
            8,
            230 * Reports.MB,
            92 * Reports.MB,
            128 * Reports.MB,
            1247 * Reports.MB,
            0.42,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);

    Measurement baseline =
        measure(
                null,
                Reports.report(
                    "Observe", withoutCounters, Reports.worker(Reports.stock(), null, 60)))
            .baseline();

    assertNull(baseline.ipc());
    assertNull(baseline.minorFaultsPerRequest());
    assertEquals(0.42, baseline.cowEfficiency());
  }

  @Test
  void podsAreCountedByHowFarTheyCame() {
    Measures measures =
        Measures.of(
            FREEZE,
            List.of(
                Reports.answering("a", Reports.treated()),
                Reports.answering("b", Reports.observed()),
                new ObservedPod(
                    "c",
                    true,
                    null,
                    Optional.empty(),
                    new Reading.Failed(Reading.Reason.TimedOut, "slow")),
                new ObservedPod("d", false, null, Optional.empty(), null)),
            null);

    assertEquals(4, measures.pods().matched());
    assertEquals(3, measures.pods().injected());
    assertEquals(2, measures.pods().reporting());
    assertEquals(1, measures.pods().enforcing());
    assertEquals(16, measures.pods().workers());
  }
}
