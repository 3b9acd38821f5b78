package io.prefork.sidecar;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.clock.Timestamp;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.measure.Round;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;

/** The log: one line for what has changed since the report before. */
final class Journal {
  private final PrintStream out;
  private final Clock clock;
  private List<Report.Finding> findings = List.of();
  private Directive directive;
  private ServerKind kind;
  private int master;

  Journal(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  void info(String message) {
    line("INFO", message);
  }

  void warn(String message) {
    line("WARN", message);
  }

  void note(Look look) {
    noteDirective(look.round().directive());
    noteServer(look.round());
    noteFindings(look.findings());
  }

  private void noteDirective(Directive now) {
    if (now == directive) {
      return;
    }
    directive = now;
    info(
        "policy in force: "
            + now.policy()
            + " generation "
            + now.generation()
            + ", mode "
            + now.mode());
  }

  private void noteServer(Round round) {
    int now = round.master() == null ? 0 : round.master().stat().pid();
    if (now != master || round.kind() != kind) {
      master = now;
      kind = round.kind();
      info(
          kind == null
              ? "server: none"
              : "server: "
                  + kind.protocolName()
                  + ", master "
                  + master
                  + ", "
                  + round.workers().size()
                  + " workers");
    }
  }

  private void noteFindings(List<Report.Finding> now) {
    if (now.equals(findings)) {
      return;
    }
    for (Report.Finding finding : now) {
      if (!isAmong(findings, finding)) {
        warn(finding.reason() + ": " + finding.message());
      }
    }
    for (Report.Finding finding : findings) {
      if (!isAmong(now, finding)) {
        info(finding.reason() + ": no longer so");
      }
    }
    findings = now;
  }

  private static boolean isAmong(List<Report.Finding> all, Report.Finding wanted) {
    for (Report.Finding one : all) {
      if (one.reason().equals(wanted.reason())) {
        return true;
      }
    }
    return false;
  }

  private void line(String level, String message) {
    out.println(Timestamp.of(clock.instant()) + " " + level + " " + message);
  }
}
