package io.prefork.sidecar.sense;

import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.WorkerRecord;
import io.prefork.sidecar.bootstrap.WorkerRecords;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.measure.Reading;
import io.prefork.sidecar.perf.Counters;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.ProcessTable;
import io.prefork.sidecar.proc.Rollup;
import io.prefork.sidecar.proc.Stat;
import io.prefork.sidecar.proc.WatchedProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The last reading of each process of a pool, and the next ones as the budget allows. */
public final class Readings {
  /** By then every record has been read again. */
  private static final long FINDING_STAYS_NANOS = 90_000_000_000L;

  private final ProcessTable processes;
  private final WorkerRecords records;
  private final Counters counters;
  private final Turns turns;
  private final Map<Integer, Reading> kept = new HashMap<>();
  private List<ProcessEntry> lastWorkers = List.of();
  private ProcessEntry lastMaster;
  private boolean anyUnread;
  private boolean anyOutdated;
  private Report.Finding recordFinding;
  private long recordFindingNanos;

  public Readings(ProcessTable processes, WorkerRecords records, Counters counters, long pageSize) {
    this.processes = processes;
    this.records = records;
    this.counters = counters;
    turns = new Turns(pageSize);
  }

  /**
   * Reads as many processes as there is budget for, each at most once.
   *
   * @param master comes first among those that were never read
   */
  void advance(ProcessEntry master, List<ProcessEntry> workers, Spending spending, long nowNanos) {
    boolean same = master == lastMaster && workers == lastWorkers;
    if (same && !anyUnread && !spending.allows(false)) {
      anyOutdated = anyIsOutdated(master, workers);
      noteRecords(nowNanos);
      return;
    }
    List<ProcessEntry> all = new ArrayList<>(workers.size() + 1);
    all.add(master);
    all.addAll(workers);
    if (!same) {
      forgetOthers(all, workers);
      lastMaster = master;
      lastWorkers = workers;
    }
    ProcessEntry next = turns.next(all, this::of, nowNanos);
    while (next != null && spending.allows(of(next) == null)) {
      if (!read(next, next != master, nowNanos)) {
        all.remove(next);
      }
      spending.chargeReading();
      next = turns.next(all, this::of, nowNanos);
    }
    anyUnread = next != null && of(next) == null;
    anyOutdated = anyIsOutdated(master, workers);
    noteRecords(nowNanos);
  }

  /** The last reading of that very process, or null. */
  Reading of(ProcessEntry entry) {
    Reading reading = kept.get(entry.pid());
    return reading != null && reading.stat().startTicks() == entry.stat().startTicks()
        ? reading
        : null;
  }

  private boolean read(ProcessEntry entry, boolean isWorker, long nowNanos) {
    WatchedProcess process = processes.watched(entry.pid());
    if (process == null || process.startTicks() != entry.stat().startTicks()) {
      return false;
    }
    try {
      Rollup rollup = rollup(process);
      WorkerRecord record =
          isWorker ? records.read(entry.pid(), process.startTicks()).orElse(null) : null;
      Stat stat = process.stat();
      Report.WorkerCounters events =
          isWorker ? counters.read(entry.pid(), process.startTicks(), stat.threads()) : null;
      kept.put(entry.pid(), new Reading(nowNanos, stat, rollup, record, events));
      return true;
    } catch (IOException ended) {
      return false;
    }
  }

  private static Rollup rollup(WatchedProcess process) throws IOException {
    try {
      return process.rollup();
    } catch (KernelException failure) {
      if (failure.isDenied()) {
        return null;
      }
      throw failure;
    }
  }

  /** Whether some process has not had its turn yet, or is due again and there is budget for it. */
  boolean anyIsDue(Spending spending) {
    return anyUnread || (anyOutdated && spending.allows(false));
  }

  private boolean anyIsOutdated(ProcessEntry master, List<ProcessEntry> workers) {
    for (ProcessEntry worker : workers) {
      if (isOutdated(worker)) {
        return true;
      }
    }
    return isOutdated(master);
  }

  private boolean isOutdated(ProcessEntry entry) {
    Reading reading = of(entry);
    return reading != null && turns.isOutdated(entry, reading);
  }

  /** Whether the kernel has refused any of them. */
  boolean isDenied() {
    for (Reading reading : kept.values()) {
      if (reading.rollup() == null) {
        return true;
      }
    }
    return false;
  }

  /** What was wrong with a record lately, or null. */
  Report.Finding recordFinding() {
    return recordFinding;
  }

  private void noteRecords(long nowNanos) {
    Report.Finding found = records.takeFinding();
    if (found != null) {
      recordFinding = found;
      recordFindingNanos = nowNanos;
    } else if (nowNanos - recordFindingNanos > FINDING_STAYS_NANOS) {
      recordFinding = null;
    }
  }

  /** There is no pool. */
  void clear() {
    kept.clear();
    anyUnread = false;
    anyOutdated = false;
    lastMaster = null;
    lastWorkers = List.of();
    counters.keepOnly(Set.of());
  }

  private void forgetOthers(List<ProcessEntry> all, List<ProcessEntry> workers) {
    if (kept.size() > all.size() || !kept.keySet().equals(pids(all))) {
      kept.keySet().retainAll(pids(all));
      counters.keepOnly(pids(workers));
    }
  }

  private static Set<Integer> pids(List<ProcessEntry> entries) {
    Set<Integer> pids = new HashSet<>();
    for (ProcessEntry entry : entries) {
      pids.add(entry.pid());
    }
    return pids;
  }
}
