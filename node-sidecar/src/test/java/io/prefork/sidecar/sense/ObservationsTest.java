package io.prefork.sidecar.sense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.WorkerRecord;
import io.prefork.sidecar.decide.Ending;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.measure.PoolSample;
import io.prefork.sidecar.measure.ProcessSample;
import io.prefork.sidecar.measure.Reading;
import io.prefork.sidecar.measure.WorkerSample;
import io.prefork.sidecar.proc.Stat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationsTest {
  private static Ending ending(int threads, Integer cores, Boolean endsWhenTold) {
    return ending(threads, cores, endsWhenTold, false);
  }

  private static Ending ending(
      int threads, Integer cores, Boolean endsWhenTold, boolean startedAsync) {
    Stat stat = new Stat(2, "uwsgi", 'S', 1, 0, 0, 0, threads, 7);
    Reading reading = endsWhenTold == null ? null : reading(stat, endsWhenTold);
    ProcessSample process = new ProcessSample(stat, 9L, 1L, reading, 0L);
    Observation seen =
        Observations.of(
            0,
            List.of(new WorkerSample(process, 3L, true, cores)),
            startedAsync,
            PoolSample.UNKNOWN,
            new Surroundings.View(null, null, null, null));
    return seen.workers().getFirst().ending();
  }

  private static Reading reading(Stat stat, boolean endsWhenTold) {
    Report.Runtime runtime =
        new Report.Runtime(
            "Freeze", null, "SkipFinalization", List.of(1L, 1L, 1L), 1, 1, 0, 0, 0, null);
    WorkerRecord record =
        new WorkerRecord(2, 7, "3.12.1", "uwsgi 2.0.31", runtime, "", endsWhenTold);
    return new Reading(0, stat, null, record, null);
  }

  private static Boolean collected(String gc, long fullCollections) {
    Report.Runtime runtime =
        new Report.Runtime(
            gc, null, "Finalize", List.of(40L, 4L, fullCollections), 0, 0, 0, 0, 0, null);
    WorkerRecord record = new WorkerRecord(2, 7, "3.12.1", "", runtime, "", false);
    return collected(record);
  }

  private static Boolean collected(WorkerRecord record) {
    Stat stat = new Stat(2, "uwsgi", 'S', 1, 0, 0, 0, 1, 7);
    Reading reading = new Reading(0, stat, null, record, null);
    ProcessSample process = new ProcessSample(stat, 9L, 1L, reading, 0L);
    Observation seen =
        Observations.of(
            0,
            List.of(new WorkerSample(process, 3L, true, 1)),
            false,
            PoolSample.UNKNOWN,
            new Surroundings.View(null, null, null, null));
    return seen.workers().getFirst().collected();
  }

  @Test
  void anUntreatedWorkerIsCollectedFromItsFirstFullCollectionOn() {
    assertEquals(Boolean.FALSE, collected("Default", 0));
    assertEquals(Boolean.TRUE, collected("Default", 1));
  }

  @Test
  void inATreatedWorkerTheCollectorLeavesNothingToCome() {
    assertEquals(Boolean.TRUE, collected("Freeze", 0));
    assertEquals(Boolean.TRUE, collected("ThresholdZero", 0));
    assertEquals(Boolean.TRUE, collected("Immortal", 0));
  }

  @Test
  void withoutTheBootstrapNobodyTellsOfTheCollector() {
    assertNull(collected(null));
  }

  @Test
  void aWorkerEndsWhenItIsIdleUnlessMoreIsKnown() {
    assertEquals(Ending.WHEN_IDLE, ending(1, 1, null));
    assertEquals(Ending.WHEN_IDLE, ending(1, null, null));
    assertEquals(Ending.WHEN_IDLE, ending(1, 1, false));
  }

  @Test
  void aWorkerThatSaysSoEndsAfterItsRequest() {
    assertEquals(Ending.AFTER_REQUEST, ending(1, 1, true));
  }

  /** As uWSGI tells it under {@code --async 2} and {@code --threads 2}: two cores either way. */
  @Test
  void severalRequestsInOneThreadAreCutOffByAnyEnd() {
    assertEquals(Ending.NEVER, ending(1, 2, false));
    assertEquals(Ending.NEVER, ending(1, 2, null));
    assertEquals(Ending.WHEN_IDLE, ending(2, 2, false));
  }

  @Test
  void aServerThatTellsNothingIsKnownByHowItWasStarted() {
    assertEquals(Ending.NEVER, ending(1, null, null, true));
    assertEquals(Ending.NEVER, ending(8, 2, null, true));
  }
}
