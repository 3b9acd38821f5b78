package io.prefork.sidecar.sense;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.directive.Directives;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.kernel.Glance;
import io.prefork.sidecar.measure.Round;
import io.prefork.sidecar.measure.WorkerSample;
import io.prefork.sidecar.perf.Counters;
import io.prefork.sidecar.perf.FaultWatch;
import io.prefork.sidecar.proc.ProcessTable;
import io.prefork.sidecar.proc.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One look at the pod per call of {@link #look}: what is cheap, of all processes, and what is
 * costly, of as many as the budget allows. {@link #tick} does without one while nothing moves. Not
 * thread-safe.
 */
public final class Sensor {
  private static final int PERCENT = 100;

  /** An application takes its time to start. */
  private static final int LOOKS_BEFORE_SAYING_SO = 24;

  private static final int LOOKS_BETWEEN_TIDYING = 32;

  private final Directives directives;
  private final Bootstrap bootstrap;
  private final ProcessTable processes;
  private final Counters counters;
  private final FaultWatch faults;
  private final ServerSearch search;
  private final PoolReader pool;
  private final Spending spending;
  private final Calm calm;
  private Sensed last;
  private int looks;
  private int looksWithoutServer;

  public Sensor(
      Directives directives,
      Bootstrap bootstrap,
      ProcessTable processes,
      Counters counters,
      FaultWatch faults,
      ServerSearch search,
      PoolReader pool,
      Spending spending,
      Glance glance) {
    this.directives = directives;
    this.bootstrap = bootstrap;
    this.processes = processes;
    this.counters = counters;
    this.faults = faults;
    this.search = search;
    this.pool = pool;
    this.spending = spending;
    calm = new Calm(processes, glance);
  }

  /** Prepares the shared volume, before the application starts. */
  public void prepare() {
    bootstrap.layFiles();
    obeyDirective();
  }

  /** What there is to say before the first look. */
  public Sensed unseen() {
    return pool.nothing(directives.current(), ownFindings());
  }

  /** What there is to see now: the very same as last as long as nothing has moved. */
  public Sensed tick() {
    boolean obeyed = obeyDirective();
    return !obeyed && calm.lasts() && !pool.hasNews(spending) ? last : seen();
  }

  /** What there is to see now. */
  public Sensed look() {
    obeyDirective();
    return seen();
  }

  private Sensed seen() {
    calm.ends();
    Found found = search.look(kinds());
    last = found == null ? nothing() : server(found);
    if (++looks % LOOKS_BETWEEN_TIDYING == 0) {
      tidy();
    }
    if (!faults.isOn()) {
      calm.begins(last);
    }
    return last;
  }

  /** Used memory of the server's container at this moment, or null; costs little. */
  public Long usedBytes() {
    return pool.usedBytes();
  }

  /** The directive in force, or null. */
  public Directive directive() {
    return directives.current();
  }

  /** Whether there is something else to obey, or something to say about it. */
  private boolean obeyDirective() {
    Report.Finding finding = directives.finding();
    boolean changed = directives.refresh();
    Directive current = directives.current();
    if (changed) {
      bootstrap.writePolicy(current);
      Double percent = current.cpuSharePercent();
      spending.changeShare(
          (percent == null ? Directive.DEFAULT_CPU_SHARE_PERCENT : percent) / PERCENT);
      counters.use(current.counters());
      faults.use(current.collectorFaults());
    }
    return changed || !Objects.equals(finding, directives.finding());
  }

  private List<ServerKind> kinds() {
    Directive current = directives.current();
    for (ServerKind kind : ServerKind.values()) {
      if (current != null && kind.protocolName().equals(current.server())) {
        return List.of(kind);
      }
    }
    return List.of(ServerKind.values());
  }

  private Sensed server(Found found) {
    looksWithoutServer = 0;
    Sensed sensed = pool.read(found, directives.current(), ownFindings(), spending);
    return faults.isOn() ? sensed.with(faults.look(stats(sensed.round()))) : sensed;
  }

  private static List<Stat> stats(Round round) {
    List<Stat> stats = new ArrayList<>(round.workers().size());
    for (WorkerSample worker : round.workers()) {
      stats.add(worker.process().stat());
    }
    return stats;
  }

  private Sensed nothing() {
    if (faults.isOn()) {
      faults.look(List.of());
    }
    List<Report.Finding> findings = ownFindings();
    if (looksWithoutServer++ >= LOOKS_BEFORE_SAYING_SO) {
      findings.add(PoolFindings.noServer(kinds(), search.processesSeen()));
    }
    return pool.nothing(directives.current(), findings);
  }

  private void tidy() {
    if (directives.current() != null) {
      bootstrap.writePolicy(directives.current());
    }
    if (bootstrap.finding() != null) {
      bootstrap.layFiles();
    }
    bootstrap.records().prune(processes);
  }

  private List<Report.Finding> ownFindings() {
    List<Report.Finding> findings = new ArrayList<>();
    if (directives.finding() != null) {
      findings.add(directives.finding());
    }
    if (bootstrap.finding() != null) {
      findings.add(bootstrap.finding());
    }
    return findings;
  }
}
