package io.prefork.sidecar.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.prefork.protocol.Report;
import org.junit.jupiter.api.Test;

class ProcessorTimesTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void tellsWhatHappenedInBetween() {
    ProcessorTimes before = new ProcessorTimes(10 * SECOND, 100L, 10L, 0.5);
    ProcessorTimes now = new ProcessorTimes(11 * SECOND, 120L, 25L, 0.5);

    assertEquals(new Report.Processor(0.5, 0.5, 0.75), now.since(before, 2 * SECOND));
  }

  @Test
  void isNotHeldBackWhileNothingRuns() {
    ProcessorTimes times = new ProcessorTimes(SECOND, 100L, 10L, 0.5);

    assertEquals(new Report.Processor(0.0, 0.5, 0.0), times.since(times, SECOND));
  }

  @Test
  void knowsOnlyTheLimitAtFirst() {
    assertEquals(
        new Report.Processor(null, 0.5, null),
        new ProcessorTimes(SECOND, 100L, 10L, 0.5).since(null, 0));
  }

  @Test
  void cannotBeHeldBackWithoutAQuota() {
    ProcessorTimes times = new ProcessorTimes(SECOND, 0L, 0L, null);

    assertNull(times.since(times, SECOND).throttledShare());
  }

  @Test
  void saysNothingOfCountsThatWentBack() {
    ProcessorTimes before = new ProcessorTimes(10 * SECOND, 100L, 10L, 0.5);
    ProcessorTimes other = new ProcessorTimes(SECOND, 5L, 5L, 0.5);

    assertEquals(new Report.Processor(null, 0.5, null), other.since(before, SECOND));
  }
}
