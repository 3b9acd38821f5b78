package io.prefork.sidecar.sense;

import io.prefork.protocol.Report;
import io.prefork.sidecar.clock.Timestamp;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Descriptor;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.proc.Rollup;
import io.prefork.sidecar.proc.Stat;
import io.prefork.sidecar.proc.Uptime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** What this process itself costs. */
public final class Self {
  private static final int FILE_BYTES = 4096;
  private static final long NANOS_PER_MICRO = 1000;

  /** Reading its own memory is not for nothing either. */
  private static final Duration REST = Duration.ofSeconds(30);

  private final Kernel kernel;
  private final BoundedFiles files;
  private final String procRoot;
  private final String version;
  private final Instant startedAt;
  private Descriptor uptime;
  private Long pssBytes;
  private long pssNanos;

  /**
   * @param procRoot the proc file system, {@code /proc}
   */
  public Self(
      Kernel kernel, BoundedFiles files, String procRoot, String version, Instant startedAt) {
    this.kernel = kernel;
    this.files = files;
    this.procRoot = procRoot;
    this.version = version;
    this.startedAt = startedAt;
  }

  /** Its cost so far; its memory as of half a minute ago at most. */
  public Report.Sidecar report() {
    long now = System.nanoTime();
    if (pssBytes == null || now - pssNanos > REST.toNanos()) {
      pssBytes = pssBytes();
      pssNanos = now;
    }
    long cpuMicros = processorNanos() / NANOS_PER_MICRO;
    return new Report.Sidecar(version, Timestamp.of(startedAt), pssBytes, cpuMicros);
  }

  /** Processor time of this whole process so far, nanoseconds. */
  public long processorNanos() {
    return kernel.processorNanos();
  }

  private Long pssBytes() {
    try {
      return Rollup.parse(files.read(procRoot + "/self/smaps_rollup", FILE_BYTES)).pss();
    } catch (IOException notThere) {
      return null;
    }
  }

  /** How long the machine has been up, and idle. */
  Uptime uptime() throws IOException {
    if (uptime == null) {
      uptime = files.open(procRoot + "/uptime");
    }
    return Uptime.parse(uptime.readOnce());
  }

  /** The pid of this process. */
  public int pid() throws IOException {
    return Stat.parse(files.read(procRoot + "/self/stat", FILE_BYTES)).pid();
  }
}
