package io.prefork.sidecar.sense;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.directive.DirectiveFile;
import io.prefork.sidecar.discover.Discovery;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.measure.Round;
import io.prefork.sidecar.proc.Machine;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.ProcessTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One look at the pod per call of {@link #tick}: cheap each time, and in full, a round, when {@link
 * RoundSchedule} says so. Not thread-safe.
 */
public final class Sensor {
  /** An application takes its time to start; rounds are seconds apart. */
  private static final int LOOKS_BEFORE_SAYING_SO = 8;

  private final DirectiveFile directives;
  private final Bootstrap bootstrap;
  private final ProcessTable processes;
  private final Discovery discovery;
  private final RoundReader rounds;
  private final RoundSchedule schedule;
  private final Machine machine;
  private final Self self;
  private int looksWithoutServer;

  public Sensor(
      DirectiveFile directives,
      Bootstrap bootstrap,
      ProcessTable processes,
      Discovery discovery,
      RoundReader rounds,
      RoundSchedule schedule,
      Machine machine,
      Self self) {
    this.directives = directives;
    this.bootstrap = bootstrap;
    this.processes = processes;
    this.discovery = discovery;
    this.rounds = rounds;
    this.schedule = schedule;
    this.machine = machine;
    this.self = self;
  }

  /** Prepares the shared volume, before the application starts. */
  public void prepare() {
    bootstrap.layFiles();
    obeyDirective();
  }

  /** What there is to say before the first look. */
  public Round unseen() {
    return rounds.nothing(directives.current(), ownFindings());
  }

  /**
   * @return what a round has read, or null when none is due
   */
  public Round tick() {
    long before = self.threadNanos();
    obeyDirective();
    List<ProcessEntry> entries = processes.refresh();
    Optional<Found> found = discovery.find(entries, kinds());
    Glance glance =
        found.map(server -> Glance.at(server, processes, machine)).orElse(Glance.NOTHING);
    if (!schedule.isDue(glance)) {
      return null;
    }
    if (bootstrap.finding() != null) {
      bootstrap.layFiles();
    }
    Round round = found.map(this::round).orElseGet(() -> nothing(entries));
    bootstrap.records().prune(processes);
    schedule.took(self.threadNanos() - before);
    return round;
  }

  private void obeyDirective() {
    directives.refresh();
    if (directives.current() != null) {
      bootstrap.writePolicy(directives.current());
    }
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

  private Round round(Found found) {
    looksWithoutServer = 0;
    return rounds.read(found, directives.current(), ownFindings());
  }

  private Round nothing(List<ProcessEntry> entries) {
    List<Report.Finding> findings = ownFindings();
    if (looksWithoutServer++ >= LOOKS_BEFORE_SAYING_SO) {
      findings.add(PoolFindings.noServer(kinds(), entries.size()));
    }
    return rounds.nothing(directives.current(), findings);
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
