package io.prefork.sidecar.sense;

import io.prefork.protocol.Report;
import io.prefork.sidecar.clock.Timestamp;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.proc.Machine;
import io.prefork.sidecar.proc.Rollup;
import io.prefork.sidecar.proc.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** What this process itself costs. */
public final class Self {
  private static final int FILE_BYTES = 4096;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final BoundedFiles files;
  private final String procRoot;
  private final Machine machine;
  private final String version;
  private final Instant startedAt;

  public Self(
      BoundedFiles files, String procRoot, Machine machine, String version, Instant startedAt) {
    this.files = files;
    this.procRoot = procRoot;
    this.machine = machine;
    this.version = version;
    this.startedAt = startedAt;
  }

  /** Its cost so far. */
  public Report.Sidecar report() {
    return new Report.Sidecar(version, Timestamp.of(startedAt), pssBytes(), cpuMicros());
  }

  private Long pssBytes() {
    try {
      return Rollup.parse(text("/self/smaps_rollup")).pss();
    } catch (IOException notThere) {
      return null;
    }
  }

  private Long cpuMicros() {
    try {
      long ticks = Stat.parse(text("/self/stat")).cpuTicks();
      return ticks * MICROS_PER_SECOND / machine.ticksPerSecond();
    } catch (IOException notThere) {
      return null;
    }
  }

  /**
   * Processor time of the calling thread, nanoseconds; wall time where the kernel does not count
   * it. Source: {@code Documentation/scheduler/sched-stats.rst}, {@code /proc/PID/schedstat}.
   */
  long threadNanos() {
    try {
      String text = text("/thread-self/schedstat");
      return Long.parseLong(text.substring(0, text.indexOf(' ')));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException notThere) {
      return System.nanoTime();
    }
  }

  /** Seconds since the machine's start, suspended time included. */
  double uptimeSeconds() throws IOException {
    String text = text("/uptime");
    return Double.parseDouble(text.substring(0, text.indexOf(' ')));
  }

  /** The pid of this process. */
  public int pid() throws IOException {
    return Stat.parse(text("/self/stat")).pid();
  }

  private String text(String file) throws IOException {
    return new String(files.read(procRoot + file, FILE_BYTES), StandardCharsets.ISO_8859_1);
  }
}
