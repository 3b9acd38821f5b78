package io.prefork.sidecar.sense;

import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.measure.ProcessSample;
import io.prefork.sidecar.proc.Machine;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.ProcessTable;
import io.prefork.sidecar.proc.Rollup;
import io.prefork.sidecar.proc.WatchedProcess;
import java.io.IOException;

/** Reads one process in full. */
public final class ProcessFigures {
  private final ProcessTable processes;
  private final Machine machine;
  private final Self self;
  private int denied;

  public ProcessFigures(ProcessTable processes, Machine machine, Self self) {
    this.processes = processes;
    this.machine = machine;
    this.self = self;
  }

  /** Null when that very process has ended. */
  ProcessSample read(ProcessEntry entry) {
    WatchedProcess process = processes.watched(entry.pid());
    if (process == null || process.startTicks() != entry.stat().startTicks()) {
      return null;
    }
    try {
      long resident = process.residentBytes(machine);
      Rollup rollup = rollup(process);
      return new ProcessSample(process.stat(), ageSeconds(process), resident, rollup);
    } catch (IOException ended) {
      return null;
    }
  }

  private Rollup rollup(WatchedProcess process) throws IOException {
    try {
      return process.rollup();
    } catch (KernelException failure) {
      if (failure.isDenied()) {
        denied++;
        return null;
      }
      throw failure;
    }
  }

  private long ageSeconds(WatchedProcess process) throws IOException {
    double started = (double) process.startTicks() / machine.ticksPerSecond();
    return Math.max(0, Math.round(self.uptimeSeconds() - started));
  }

  /** How many reads the kernel has refused since the last call. */
  int takeDenied() {
    int taken = denied;
    denied = 0;
    return taken;
  }
}
