package io.prefork.sidecar;

import io.prefork.protocol.Report;
import io.prefork.sidecar.clock.Timestamp;
import java.io.PrintStream;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** The log: one line for what has changed since the report before. */
final class Journal {
  private final PrintStream out;
  private final Clock clock;
  private final Map<String, String> findings = new HashMap<>();
  private String server = "";
  private String directive = "";

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

  void note(Report report) {
    noteDirective(report.directive());
    noteServer(report);
    noteFindings(report);
  }

  private void noteDirective(Report.InForce now) {
    String text =
        now == null
            ? "none"
            : now.policy() + " generation " + now.generation() + ", mode " + now.mode();
    if (!text.equals(directive)) {
      directive = text;
      info("policy in force: " + text);
    }
  }

  private void noteServer(Report report) {
    String text =
        report.server() == null
            ? "none"
            : report.server().kind() + ", master " + report.master().pid();
    if (!text.equals(server)) {
      server = text;
      info("server: " + text + ", " + report.workers().size() + " workers");
    }
  }

  private void noteFindings(Report report) {
    Map<String, String> now = new HashMap<>();
    for (Report.Finding finding : report.findings()) {
      now.put(finding.reason(), finding.message());
      if (!findings.containsKey(finding.reason())) {
        warn(finding.reason() + ": " + finding.message());
      }
    }
    for (String reason : findings.keySet()) {
      if (!now.containsKey(reason)) {
        info(reason + ": no longer so");
      }
    }
    findings.clear();
    findings.putAll(now);
  }

  private void line(String level, String message) {
    out.println(Timestamp.of(clock.instant()) + " " + level + " " + message);
  }
}
