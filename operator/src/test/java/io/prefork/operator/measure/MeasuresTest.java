package io.prefork.operator.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.prefork.operator.report.Reading;
import io.prefork.policy.MemoryPolicySpec.Gc;
import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Pool;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuresTest {

  private static final Goal FREEZE = new Goal(Pods.POLICY, Gc.Mode.Freeze);
  private static final Measurement KEPT = Means.of(List.of(Pods.observed()));

  private static Measures measure(Measurement kept, Report... reports) {
    return Measures.of(
        FREEZE,
        java.util.Arrays.stream(reports).map(report -> Pods.answering("web", report)).toList(),
        kept);
  }

  private static Report treated(Pool pool) {
    return Pods.report("Enforce", pool, Pods.worker(Pods.frozen(), 250L, 60));
  }

  @Test
  void nothingObservedAndNothingKeptMeansNoBaselineAndNothingReclaimed() {
    Measures measures = measure(null, Pods.treated());

    assertNull(measures.baseline());
    assertNull(measures.reclaimed());
    assertEquals(379 * Pods.MB, measures.current().poolPss());
  }

  @Test
  void observedPodsAreTheBaselineAndNothingIsCurrent() {
    Measures measures = measure(null, Pods.observed());

    assertEquals(1247 * Pods.MB, measures.baseline().poolPss());
    assertNull(measures.current());
    assertNull(measures.reclaimed());
  }

  @Test
  void theKeptBaselineStandsWhenItsPodsAreGone() {
    Measures measures = measure(KEPT, Pods.treated());

    assertEquals(KEPT, measures.baseline());
  }

  @Test
  void reclaimedIsNetOfTheSidecar() {
    Measures measures = measure(KEPT, Pods.treated());

    assertEquals(1247 * Pods.MB - 379 * Pods.MB - Pods.SIDECAR, measures.reclaimed().bytes());
    assertEquals("816Mi", measures.reclaimed().memory());
    assertEquals(Pods.SIDECAR, measures.reclaimed().sidecarBytes());
  }

  @Test
  void moreWorkersThanTheBaselineHadAreComparedWithAsManyStockOnes() {
    Pool ten =
        new Pool(
            10, 230 * Pods.MB, 200 * Pods.MB, 19 * Pods.MB, 417 * Pods.MB, 0.9, 0L, 19.0, 0.0, 1.5);

    Measures measures = measure(KEPT, treated(ten));

    long stock = 1247 * Pods.MB + 2 * 128 * Pods.MB;
    assertEquals(stock - 417 * Pods.MB - Pods.SIDECAR, measures.reclaimed().bytes());
  }

  @Test
  void reclaimedIsSummedOverTheTreatedPods() {
    Measures one = measure(KEPT, Pods.treated());
    Measures two = measure(KEPT, Pods.treated(), Pods.treated());

    assertEquals(2 * one.reclaimed().bytes(), two.reclaimed().bytes());
    assertEquals(one.reclaimed().bytes(), two.reclaimed().bytesPerPod());
  }

  @Test
  void aPolicyThatCostsMoreThanItGainsReclaimsLessThanNothing() {
    Measures measures = measure(KEPT, treated(Pods.STOCK));

    assertEquals(-Pods.SIDECAR, measures.reclaimed().bytes());
    assertEquals("-11Mi", measures.reclaimed().memory());
  }

  @Test
  void aPodThatDoesNotKnowItsSidecarsCostIsNotCounted() {
    Report known = Pods.treated();
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
            known.findings());

    assertNull(measure(KEPT, unknown).reclaimed());
    assertEquals(measure(KEPT, known).reclaimed(), measure(KEPT, known, unknown).reclaimed());
  }

  @Test
  void aFigureThatNoPodMeasuredIsAbsent() {
    Pool withoutCounters =
        new Pool(
            8,
            230 * Pods.MB,
            92 * Pods.MB,
            128 * Pods.MB,
            1247 * Pods.MB,
            0.42,
            null,
            null,
            null,
            null);

    Measurement baseline =
        measure(null, Pods.report("Observe", withoutCounters, Pods.worker(Pods.stock(), null, 60)))
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
                Pods.answering("a", Pods.treated()),
                Pods.answering("b", Pods.observed()),
                new ObservedPod(
                    "c", true, null, new Reading.Failed(Reading.Reason.TimedOut, "slow")),
                new ObservedPod("d", false, null, null)),
            null);

    assertEquals(4, measures.pods().matched());
    assertEquals(3, measures.pods().injected());
    assertEquals(2, measures.pods().reporting());
    assertEquals(1, measures.pods().enforcing());
    assertEquals(16, measures.pods().workers());
  }
}
