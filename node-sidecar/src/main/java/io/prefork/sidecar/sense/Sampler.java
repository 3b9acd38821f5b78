package io.prefork.sidecar.sense;

import io.prefork.sidecar.measure.ProcessSample;
import io.prefork.sidecar.measure.Reading;
import io.prefork.sidecar.measure.WorkerSample;
import io.prefork.sidecar.proc.Machine;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.ProcessTable;
import io.prefork.sidecar.proc.Uptime;
import io.prefork.sidecar.proc.WatchedProcess;
import io.prefork.sidecar.server.ServerView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What is cheap to read of each process at every tick, joined with its last reading. */
public final class Sampler {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final ProcessTable processes;
  private final Machine machine;
  private final Readings readings;

  public Sampler(ProcessTable processes, Machine machine, Readings readings) {
    this.processes = processes;
    this.machine = machine;
    this.readings = readings;
  }

  /**
   * @param uptime now, or null
   * @return null when the process has just ended
   */
  ProcessSample sample(ProcessEntry entry, Uptime uptime, long nowNanos) {
    WatchedProcess process = processes.watched(entry.pid());
    if (process == null || process.startTicks() != entry.stat().startTicks()) {
      return null;
    }
    try {
      Reading reading = readings.of(entry);
      return new ProcessSample(
          entry.stat(),
          ageSeconds(entry, uptime),
          process.residentBytes(machine),
          reading,
          reading == null ? null : (nowNanos - reading.takenNanos()) / NANOS_PER_SECOND);
    } catch (IOException ended) {
      return null;
    }
  }

  /**
   * @param view of the server, or null
   */
  List<WorkerSample> workers(
      List<ProcessEntry> entries, ServerView view, Uptime uptime, long nowNanos) {
    List<WorkerSample> samples = new ArrayList<>(entries.size());
    for (ProcessEntry entry : entries) {
      ProcessSample process = sample(entry, uptime, nowNanos);
      if (process != null) {
        ServerView.WorkerView told = view == null ? null : view.workers().get(entry.pid());
        samples.add(
            told == null
                ? new WorkerSample(process, null, null, null)
                : new WorkerSample(process, told.requests(), told.busy(), told.cores()));
      }
    }
    return List.copyOf(samples);
  }

  private Long ageSeconds(ProcessEntry entry, Uptime uptime) {
    if (uptime == null) {
      return null;
    }
    double started = (double) entry.stat().startTicks() / machine.ticksPerSecond();
    return Math.max(0, Math.round(uptime.seconds() - started));
  }
}
