package io.prefork.sidecar.perf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.Errno;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PerfTest {
  /**
   * A group's read as perf_event_open(2) lays it out. The hardware counts are not recorded: the
   * machine that this was written on has no PMU.
   */
  private static ByteBuffer read(long enabled, long running, long... counts) {
    ByteBuffer bytes = Kernel.buffer((3 + counts.length) * Long.BYTES);
    bytes.putLong(0, counts.length).putLong(8, enabled).putLong(16, running);
    for (int i = 0; i < counts.length; i++) {
      bytes.putLong(24 + 8 * i, counts[i]);
    }
    return bytes;
  }

  @Test
  void takesCountsAsTheyAreWhenTheGroupRanAllTheTime() {
    assertArrayEquals(
        new long[] {1_500, 1_000, 7}, GroupReading.counts(read(90, 90, 1_500, 1_000, 7), 48, 3));
  }

  @Test
  void scalesAGroupThatSharedThePmu() {
    assertArrayEquals(
        new long[] {3_000, 2_000, 14}, GroupReading.counts(read(90, 45, 1_500, 1_000, 7), 48, 3));
  }

  @Test
  void hasNoCountsForAGroupThatNeverRan() {
    assertNull(GroupReading.counts(read(90, 0, 0, 0, 0), 48, 3));
  }

  @Test
  void hasNoCountsForAShortRead() {
    assertNull(GroupReading.counts(read(90, 90, 1, 2, 3), 40, 3));
    assertNull(GroupReading.counts(read(90, 90, 1), 32, 3));
  }

  @ParameterizedTest
  @CsvSource({"2, true", "95, true", "19, true", "22, true", "1, false", "13, false", "38, false"})
  void tellsAMissingPmuFromARefusal(int errno, boolean noPmu) {
    KernelException failure = new KernelException("perf_event_open", "thread 1", errno);

    assertEquals(noPmu, Availability.meansNoPmu(failure));
  }

  @Test
  void namesTheErrnoAndTheRemedyOfARefusal() {
    Availability none =
        Availability.none(new KernelException("perf_event_open", "thread 1", Errno.EPERM));

    assertEquals("None", none.source());
    assertTrue(none.reason().contains("EPERM"));
    assertTrue(none.reason().contains("CAP_PERFMON"));
  }

  @Test
  void countsALiveProcessOrSaysWhyNot() throws Exception {
    Process child = new ProcessBuilder("sleep", "60").start();
    try {
      Counters counters = new Counters(new Kernel(System.getProperty("os.arch")), "/proc");
      Report.WorkerCounters counted = counters.read((int) child.pid(), 1, 1);
      counters.keepOnly(Set.of());

      assertTrue(
          "Hardware".equals(counters.source().source()) || counters.source().reason() != null);
      assertTrue(
          "None".equals(counters.source().source()) || counted == null || counted.faults() != null);
      assertNotNull(counters.source().source());
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void hasNothingToSayAboutAProcessThatEnded() throws Exception {
    Process child = new ProcessBuilder("true").start();
    child.waitFor();
    Counters counters = new Counters(new Kernel(System.getProperty("os.arch")), "/proc");

    assertNull(counters.read((int) child.pid(), 1, 1));
  }
}
