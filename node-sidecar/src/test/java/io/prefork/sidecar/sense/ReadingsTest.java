package io.prefork.sidecar.sense;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.perf.Counters;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.ProcessTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingsTest {
  private static final int NOBODY = 0;
  private static final int PAGE = 4096;
  private static final long MILLI = 1_000_000;

  private final Kernel kernel = new Kernel(System.getProperty("os.arch"));
  private final BoundedFiles files = new BoundedFiles(kernel);
  private final ProcessTable processes = new ProcessTable(files, "/proc", NOBODY);
  private long processNanos;

  @TempDir Path volume;

  private ProcessEntry thisProcess() {
    long pid = ProcessHandle.current().pid();
    return processes.refresh().stream().filter(one -> one.pid() == pid).findFirst().orElseThrow();
  }

  @Test
  void chargesToReadingsNothingElseWhenNobodyIsReadAtALook() {
    Spending spending = new Spending(0.001, Duration.ofMillis(10), () -> processNanos, () -> 0L);
    Readings readings =
        new Readings(
            processes, new Bootstrap(files, volume).records(), new Counters(kernel, "/proc"), PAGE);
    ProcessEntry master = thisProcess();
    readings.advance(master, List.of(), spending, 0);
    assertNotNull(readings.of(master).rollup());

    // Not the same list: as after any look at a pool that moves.
    processNanos += 50 * MILLI;
    readings.advance(master, new ArrayList<>(), spending, 0);

    assertTrue(spending.allows(false));
  }
}
