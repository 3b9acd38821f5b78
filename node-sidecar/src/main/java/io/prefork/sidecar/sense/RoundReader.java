package io.prefork.sidecar.sense;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.WorkerRecords;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.discover.Workers;
import io.prefork.sidecar.measure.ProcessSample;
import io.prefork.sidecar.measure.Round;
import io.prefork.sidecar.measure.WorkerFindings;
import io.prefork.sidecar.measure.WorkerSample;
import io.prefork.sidecar.perf.Counters;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.server.ServerStats;
import io.prefork.sidecar.server.ServerView;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads one round of a server that was found. */
public final class RoundReader {
  private final ServerStats stats;
  private final ProcessFigures figures;
  private final WorkerRecords records;
  private final Counters counters;
  private final Clock clock;

  public RoundReader(
      ServerStats stats,
      WorkerRecords records,
      Counters counters,
      ProcessFigures figures,
      Clock clock) {
    this.stats = stats;
    this.records = records;
    this.counters = counters;
    this.clock = clock;
    this.figures = figures;
  }

  Round read(Found found, Directive directive, List<Report.Finding> ownFindings) {
    ServerStats.Answer answer = stats.ask(found);
    ServerView view = answer.view();
    Workers workers = Workers.among(found, view == null ? null : view.workers().keySet());
    counters.keepOnly(pids(workers.processes()));
    ProcessSample master = figures.read(found.master());
    List<WorkerSample> samples = workers(workers.processes(), view);

    List<Report.Finding> findings = new ArrayList<>(ownFindings);
    if (figures.takeDenied() > 0 || found.denied()) {
      findings.add(PoolFindings.denied(found));
    }
    if (!found.otherMasters().isEmpty()) {
      findings.add(PoolFindings.severalServers(found));
    }
    boolean hasForked = !found.children().isEmpty();
    if (found.kind() == ServerKind.UWSGI && answer.problem() != null && hasForked) {
      findings.add(PoolFindings.statsUnavailable(workers, answer.problem()));
    }
    Report.Finding unreadable = records.takeFinding();
    if (unreadable != null) {
      findings.add(unreadable);
    }
    findings.addAll(WorkerFindings.of(samples, directive != null));
    String version = view == null ? null : view.version();
    return new Round(clock.instant(), directive, found.kind(), version, master, samples, findings);
  }

  Round nothing(Directive directive, List<Report.Finding> findings) {
    counters.keepOnly(Set.of());
    return new Round(clock.instant(), directive, null, null, null, List.of(), findings);
  }

  private List<WorkerSample> workers(List<ProcessEntry> workers, ServerView view) {
    List<WorkerSample> samples = new ArrayList<>();
    for (ProcessEntry worker : workers) {
      ProcessSample process = figures.read(worker);
      if (process != null) {
        samples.add(worker(process, view));
      }
    }
    return samples;
  }

  private WorkerSample worker(ProcessSample process, ServerView view) {
    int pid = process.stat().pid();
    long startTicks = process.stat().startTicks();
    ServerView.WorkerView told = view == null ? null : view.workers().get(pid);
    return new WorkerSample(
        process,
        told == null ? null : told.requests(),
        told == null ? null : told.busy(),
        records.read(pid, startTicks).orElse(null),
        counters.read(pid, startTicks));
  }

  private static Set<Integer> pids(List<ProcessEntry> entries) {
    Set<Integer> pids = new HashSet<>();
    for (ProcessEntry entry : entries) {
      pids.add(entry.pid());
    }
    return pids;
  }
}
