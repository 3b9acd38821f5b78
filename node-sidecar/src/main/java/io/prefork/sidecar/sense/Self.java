package io.prefork.sidecar.sense;

import io.prefork.protocol.Report;
import io.prefork.sidecar.clock.Timestamp;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Descriptor;
import io.prefork.sidecar.proc.Machine;
import io.prefork.sidecar.proc.Rollup;
import io.prefork.sidecar.proc.Stat;
import io.prefork.sidecar.proc.Uptime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** What this process itself costs. */
public final class Self {
  private static final int FILE_BYTES = 4096;
  private static final int REPORTS_BETWEEN_READINGS = 15;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final BoundedFiles files;
  private final String procRoot;
  private final Machine machine;
  private final String version;
  private final Instant startedAt;
  private Descriptor schedstat;
  private Long pssBytes;
  private int reports;

  public Self(
      BoundedFiles files, String procRoot, Machine machine, String version, Instant startedAt) {
    this.files = files;
    this.procRoot = procRoot;
    this.machine = machine;
    this.version = version;
    this.startedAt = startedAt;
  }

  /** Its cost so far; its memory, which is not for nothing to read, as of some reports ago. */
  public Report.Sidecar report() {
    if (reports++ % REPORTS_BETWEEN_READINGS == 0) {
      pssBytes = pssBytes();
    }
    return new Report.Sidecar(version, Timestamp.of(startedAt), pssBytes, cpuMicros());
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
   * Processor time of the thread that called first, nanoseconds; wall time where the kernel does
   * not count it. Source: {@code Documentation/scheduler/sched-stats.rst}, {@code
   * /proc/PID/schedstat}.
   */
  public long threadNanos() {
    try {
      if (schedstat == null) {
        schedstat = files.open(procRoot + "/thread-self/schedstat");
      }
      String text = new String(schedstat.readOnce(), StandardCharsets.ISO_8859_1);
      return Long.parseLong(text.substring(0, text.indexOf(' ')));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException notThere) {
      return System.nanoTime();
    }
  }

  /** How long the machine has been up, and idle. */
  Uptime uptime() throws IOException {
    return Uptime.parse(text("/uptime"));
  }

  /** The pid of this process. */
  public int pid() throws IOException {
    return Stat.parse(text("/self/stat")).pid();
  }

  private String text(String file) throws IOException {
    return new String(files.read(procRoot + file, FILE_BYTES), StandardCharsets.ISO_8859_1);
  }
}
