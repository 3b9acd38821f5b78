package io.prefork.sidecar.sense;

import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.WorkerRecord;
import io.prefork.sidecar.bootstrap.WorkerRecords;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.measure.Reading;
import io.prefork.sidecar.perf.Counters;
import io.prefork.sidecar.proc.MalformedProcException;
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
    // All texts first: each takes the kernel over so much memory that our code is cold after it.
    List<Taken> taken = new ArrayList<>();
    ProcessEntry next = turns.next(all, this::of, nowNanos);
    while (next != null && spending.allows(of(next) == null)) {
      take(next, taken);
      leaveOut(next, all);
      spending.chargeReading();
      next = turns.next(all, this::of, nowNanos);
    }
    anyUnread = next != null && of(next) == null;
    for (Taken one : taken) {
      keep(one, one.entry() != master, nowNanos);
    }
    spending.chargeReading();
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

  private static void leaveOut(ProcessEntry one, List<ProcessEntry> all) {
    int at = 0;
    while (all.get(at) != one) {
      at++;
    }
    all.remove(at);
  }

  /**
   * A process's memory, not looked into yet.
   *
   * @param rollup null where the kernel refuses it
   */
  private record Taken(ProcessEntry entry, byte[] rollup) {}

  private void take(ProcessEntry entry, List<Taken> taken) {
    WatchedProcess process = processes.watched(entry.pid());
    if (process == null || process.startTicks() != entry.stat().startTicks()) {
      return;
    }
    try {
      taken.add(new Taken(entry, process.rollup()));
    } catch (KernelException failure) {
      if (failure.isDenied()) {
        taken.add(new Taken(entry, null));
      }
    } catch (IOException ended) {
      // Its successor, if it has any, is found by the next look.
    }
  }

  private void keep(Taken one, boolean isWorker, long nowNanos) {
    Stat stat = one.entry().stat();
    try {
      Rollup rollup = one.rollup() == null ? null : Rollup.parse(one.rollup());
      WorkerRecord record =
          isWorker ? records.read(stat.pid(), stat.startTicks()).orElse(null) : null;
      Report.WorkerCounters events =
          isWorker ? counters.read(stat.pid(), stat.startTicks(), stat.threads()) : null;
      kept.put(stat.pid(), new Reading(nowNanos, stat, rollup, record, events));
    } catch (MalformedProcException unusable) {
      // The last reading stays, and grows old.
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
    if (kept.size() != all.size() || !areKept(all)) {
      kept.keySet().retainAll(pids(all));
      counters.keepOnly(pids(workers));
    }
  }

  private boolean areKept(List<ProcessEntry> all) {
    for (ProcessEntry entry : all) {
      if (!kept.containsKey(entry.pid())) {
        return false;
      }
    }
    return true;
  }

  private static Set<Integer> pids(List<ProcessEntry> entries) {
    Set<Integer> pids = new HashSet<>();
    for (ProcessEntry entry : entries) {
      pids.add(entry.pid());
    }
    return pids;
  }
}
