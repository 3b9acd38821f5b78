package io.prefork.operator.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Pool;
import io.prefork.protocol.Report.Process;
import io.prefork.protocol.Report.Worker;
import io.prefork.protocol.Report.WorkerCounters;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatesTest {

  private static final long HOUR = 3600;

  /** Of a sidecar that had started an hour before. */
  private static Report report(Long respawns, Long masterAge, WorkerCounters... counters) {
    Report observed = Reports.observed();
    return new Report(
        observed.version(),
        observed.takenAt(),
        observed.pod(),
        observed.directive(),
        observed.sidecar(),
        observed.server(),
        new Process(1, 1, masterAge, null, null, null, null, null, null, null),
        List.of(counters).stream().map(RatesTest::worker).toList(),
        new Pool(
            2, null, null, null, null, null, null, null, null, null, respawns, null, null, null),
        null,
        null,
        null,
        null,
        null,
        List.of());
  }

  private static Worker worker(WorkerCounters counters) {
    Process process = new Process(2, 1, null, null, null, null, null, null, null, null);
    return new Worker(process, null, null, null, null, null, null, counters);
  }

  @Test
  void respawnsAreCountedSinceBothMasterAndSidecarAreThere() {
    assertEquals(6.0, Rates.respawnsPerHour(report(6L, 100 * HOUR)));
    assertEquals(12.0, Rates.respawnsPerHour(report(6L, HOUR / 2)));
    assertEquals(0.0, Rates.respawnsPerHour(report(0L, HOUR)));
  }

  @Test
  void aRateByTheHourNeedsMoreThanAMoment() {
    assertNull(Rates.respawnsPerHour(report(6L, 599L)));
    assertNull(Rates.respawnsPerHour(report(6L, null)));
    assertNull(Rates.respawnsPerHour(report(null, HOUR)));
  }

  @Test
  void cacheMissesAreWeighedByReferences() {
    assertEquals(
        0.25,
        Rates.cacheMissRatio(
            report(
                null,
                HOUR,
                new WorkerCounters(null, null, null, 300L, 60L),
                new WorkerCounters(null, null, null, 100L, 40L),
                new WorkerCounters(1L, 1L, 1L, null, null))));
  }

  @Test
  void withoutHardwareCountersThereIsNoCacheMissRatio() {
    assertNull(
        Rates.cacheMissRatio(report(null, HOUR, new WorkerCounters(1L, 1L, 1L, null, null))));
    assertNull(Rates.cacheMissRatio(report(null, HOUR)));
  }
}
