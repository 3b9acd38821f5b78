package io.prefork.sidecar.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.Errno;
import io.prefork.sidecar.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hardware path by reads that are played; the real thing where this machine has a PMU. */
class CountersTest {
  private static final int PID = 42;
  private static final int HARDWARE = 0;

  /** Threads, so that they are looked for. */
  private static final int SEVERAL = 2;

  private static final long[] ALL_FIVE = {1000, 500, 40, 4, 7};

  @TempDir Path proc;
  private final PlayedEvents kernel = new PlayedEvents();

  /**
   * @param counts in the order of the group that will be opened; none: it cannot be read
   */
  private void thread(int id, long... counts) throws IOException {
    Files.createDirectories(proc.resolve(PID + "/task/" + id));
    if (counts.length > 0) {
      kernel.countsOfThread.put(id, counts);
    }
  }

  /** The worker's first thread, and another one. */
  private void twoThreads() throws IOException {
    thread(PID, ALL_FIVE);
    thread(PID + 1, 100, 50, 20, 2, 1);
  }

  private Counters counters() {
    return new Counters(kernel, proc.toString());
  }

  @Test
  void countsOneGroupAThread() throws Exception {
    twoThreads();
    Counters counters = counters();

    assertEquals(
        new Report.WorkerCounters(1100L, 550L, 8L, 60L, 6L), counters.read(PID, 1, SEVERAL));
    assertEquals(new Report.Counters("Hardware", null), counters.source());
    assertEquals(10, kernel.open);
  }

  @Test
  void looksForNoThreadBesideASingleOne() throws Exception {
    kernel.countsOfThread.put(PID, ALL_FIVE);

    assertEquals(1000, counters().read(PID, 1, 1).instructions());
  }

  @Test
  void letsGoOfAThreadOnceThereIsASingleOne() throws Exception {
    twoThreads();
    Counters counters = counters();
    counters.read(PID, 1, SEVERAL);

    assertEquals(1100, counters.read(PID, 1, 1).instructions());
    assertEquals(5, kernel.open);
  }

  @Test
  void scalesWhatSharedThePmu() throws Exception {
    thread(42, ALL_FIVE);
    kernel.multiplexed(90, 45);

    assertEquals(
        new Report.WorkerCounters(2000L, 1000L, 14L, 80L, 8L), counters().read(PID, 1, SEVERAL));
  }

  @Test
  void keepsWhatAThreadCountedThatHasEnded() throws Exception {
    twoThreads();
    Counters counters = counters();
    counters.read(PID, 1, SEVERAL);
    Files.delete(proc.resolve(PID + "/task/43"));

    assertEquals(1100, counters.read(PID, 1, SEVERAL).instructions());
    assertEquals(1100, counters.read(PID, 1, SEVERAL).instructions());
    assertEquals(5, kernel.open);
  }

  @Test
  void startsAnewWithAReusedPid() throws Exception {
    thread(42, ALL_FIVE);
    Counters counters = counters();
    counters.read(PID, 1, SEVERAL);
    int before = kernel.opened.size();
    counters.read(PID, 2, SEVERAL);

    assertEquals(before + 5, kernel.opened.size());
    assertEquals(5, kernel.open);
  }

  @Test
  void letsGoOfWorkersThatAreGone() throws Exception {
    thread(42, ALL_FIVE);
    Counters counters = counters();
    counters.read(PID, 1, SEVERAL);
    counters.keepOnly(Set.of());

    assertEquals(0, kernel.open);
  }

  @Test
  void doesWithoutTheCacheWhereThePmuDoesNotCountIt() throws Exception {
    thread(42, 1000, 500, 7);
    kernel.refuse(HARDWARE, 2, Errno.ENOENT);
    Counters counters = counters();

    assertEquals(
        new Report.WorkerCounters(1000L, 500L, 7L, null, null), counters.read(PID, 1, SEVERAL));
    assertEquals("Hardware", counters.source().source());
    assertTrue(counters.source().reason().contains("cache"));
  }

  @Test
  void fallsBackToSoftwareEventsWithoutAPmu() throws Exception {
    thread(42, 7);
    kernel.refuse(HARDWARE, 1, Errno.ENOENT);
    Counters counters = counters();

    assertEquals(
        new Report.WorkerCounters(null, null, 7L, null, null), counters.read(PID, 1, SEVERAL));
    assertEquals("Software", counters.source().source());
  }

  @Test
  void countsNothingWithoutAPmuWhenOnlyHardwareIsWanted() {
    kernel.refuse(HARDWARE, 1, Errno.ENOENT);
    Counters counters = counters();
    counters.use("Hardware");

    assertNull(counters.read(PID, 1, SEVERAL));
    assertEquals("None", counters.source().source());
    assertTrue(counters.source().reason().contains("no PMU"));
  }

  @Test
  void countsOnlyInSoftwareWhenThePolicySaysSo() throws Exception {
    thread(42, 7);
    Counters counters = counters();
    counters.use("Software");
    kernel.opened.clear();
    counters.read(PID, 1, SEVERAL);

    assertEquals(List.of("42:1/5"), kernel.opened);
    assertTrue(counters.source().reason().contains("policy"));
  }

  @Test
  void opensNothingWhenThePolicySaysNone() throws Exception {
    thread(42, ALL_FIVE);
    Counters counters = counters();
    counters.read(PID, 1, SEVERAL);
    counters.use("None");
    counters.keepOnly(Set.of());

    assertNull(counters.read(PID, 1, SEVERAL));
    assertEquals(0, kernel.open);
    assertEquals("None", counters.source().source());
  }

  @Test
  void saysWhenTheKernelRefusesLater() throws Exception {
    thread(42);
    Counters counters = counters();
    kernel.refuse(HARDWARE, 1, Errno.EACCES);

    assertNull(counters.read(PID, 1, SEVERAL));
    assertEquals("None", counters.source().source());
    assertTrue(counters.source().reason().contains("EACCES"));
  }

  @Test
  void countsRealHardwareWhereThereIsAPmu() throws Exception {
    Counters counters = new Counters(new Kernel(System.getProperty("os.arch")), "/proc");
    assumeTrue(
        counters.source().source().equals("Hardware"),
        () -> "no hardware events here: " + counters.source().reason());
    Process child = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
    try {
      Report.WorkerCounters counted = counters.read((int) child.pid(), 1, 1);
      while (counted == null || counted.instructions() < 1_000_000) {
        counted = counters.read((int) child.pid(), 1, 1);
      }
      assertTrue(counted.cycles() > 0);
      assertNotNull(counted.faults());
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void countsRealFaultsWhereTheKernelLetsUs() throws Exception {
    Counters counters = new Counters(new Kernel(System.getProperty("os.arch")), "/proc");
    counters.use("Software");
    assumeTrue(
        counters.source().source().equals("Software"),
        () -> "no software events here: " + counters.source().reason());
    Process child = new ProcessBuilder("sh", "-c", "while :; do (:); done").start();
    try {
      Report.WorkerCounters counted = counters.read((int) child.pid(), 1, 1);
      while (counted == null || counted.faults() < 10) {
        counted = counters.read((int) child.pid(), 1, 1);
      }
      assertNull(counted.instructions());
    } finally {
      child.destroyForcibly();
    }
  }
}
