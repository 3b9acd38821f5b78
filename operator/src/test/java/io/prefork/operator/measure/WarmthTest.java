package io.prefork.operator.measure;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report.Runtime;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmthTest {

  private static final long YOUNG = 60;
  private static final long OLD = 600;

  private static Runtime record(String gc, long young, long middle, long full) {
    return new Runtime(gc, null, "Finalize", List.of(young, middle, full), 0, 0, 0, 0, 0, null);
  }

  private static boolean isWarm(Runtime runtime, Long requests, long ageSeconds) {
    return Warmth.isWarm(Reports.worker(runtime, requests, ageSeconds));
  }

  @Test
  void anUntreatedWorkerIsWarmFromItsFirstFullCollection() {
    assertTrue(isWarm(record("Default", 100, 10, 1), 40L, YOUNG));
  }

  @Test
  void requestsDoNotWarmAnUntreatedWorkerThatHasNotCollected() {
    assertFalse(isWarm(record("Default", 100, 10, 0), 650L, YOUNG));
  }

  @Test
  void aFrozenWorkerNeedsNoFullCollectionOnceItHasServed() {
    assertTrue(isWarm(record("Freeze", 20, 2, 0), 200L, YOUNG));
    assertFalse(isWarm(record("Freeze", 20, 2, 0), 199L, YOUNG));
    assertTrue(isWarm(record("Immortal", 20, 2, 0), 200L, YOUNG));
    assertFalse(isWarm(record("Immortal", 20, 2, 0), 199L, YOUNG));
  }

  @Test
  void whereRequestsAreUnknownAFrozenWorkerIsWarmAfterTenMiddleCollections() {
    assertTrue(isWarm(record("Freeze", 100, 10, 0), null, YOUNG));
    assertFalse(isWarm(record("Freeze", 99, 9, 0), null, YOUNG));
  }

  @Test
  void aWorkerThatNeverCollectsIsWarmOnceItHasServed() {
    assertTrue(isWarm(record("ThresholdZero", 0, 0, 0), 200L, YOUNG));
    assertFalse(isWarm(record("ThresholdZero", 0, 0, 0), null, YOUNG));
  }

  @Test
  void withoutARecordServingCounts() {
    assertTrue(isWarm(null, 200L, YOUNG));
    assertFalse(isWarm(null, 199L, YOUNG));
    assertFalse(isWarm(null, null, YOUNG));
  }

  @Test
  void anOldWorkerIsWarmWhateverItHasDone() {
    assertTrue(isWarm(null, null, OLD));
    assertTrue(isWarm(record("Default", 0, 0, 0), 0L, OLD));
    assertFalse(isWarm(null, null, OLD - 1));
  }

  @Test
  void oneColdWorkerMakesThePodCold() {
    var cold = Reports.worker(null, 0L, 1);
    var warm = Reports.worker(Reports.stock(), 250L, YOUNG);
    var report = Reports.report("Observe", Reports.STOCK, warm);

    assertTrue(Warmth.isWarm(report));
    report = Reports.withWorkers(report, List.of(warm, cold));
    assertFalse(Warmth.isWarm(report));
  }

  @Test
  void aPodWithoutWorkersIsCold() {
    assertFalse(Warmth.isWarm(Reports.withWorkers(Reports.observed(), List.of())));
  }
}
