package io.prefork.standalone.screen;

import io.prefork.protocol.Report;
import java.util.List;
import java.util.Locale;

/** One report as a screen full of text. Pure. */
final class Frame {
  private static final String ROW = "%8s %8s %10s %10s %10s %11s  %s";

  private Frame() {}

  /**
   * @param messages to be shown above the workers, oldest first
   * @param columns of the terminal, at least 1
   * @param rows of the terminal, at least 1
   * @return at most {@code rows} lines of at most {@code columns} characters
   */
  static List<String> of(Report report, List<String> messages, int columns, int rows) {
    Lines lines = new Lines(columns);
    Summary.of(report, lines);
    for (Report.Finding finding : report.findings()) {
      lines.addLabelled("!", finding.reason() + ": " + finding.message());
    }
    for (String message : messages) {
      lines.addLabelled("log", message);
    }
    workers(report.workers(), lines, rows);
    return lines.first(rows);
  }

  private static void workers(List<Report.Worker> workers, Lines lines, int rows) {
    lines.add("");
    lines.add(row("PID", "AGE", "PRIVATE", "SHARED", "RSS", "REQUESTS", "STATE"));
    int room = Math.max(0, rows - lines.count());
    int shown = workers.size() <= room ? workers.size() : Math.max(0, room - 1);
    for (Report.Worker worker : workers.subList(0, shown)) {
      lines.add(row(worker));
    }
    if (shown < workers.size()) {
      lines.add("and " + (workers.size() - shown) + " more");
    }
  }

  private static String row(Report.Worker worker) {
    Report.Process process = worker.process();
    return row(
        String.valueOf(process.pid()),
        Words.age(process.ageSeconds()),
        Words.bytes(process.privateBytes()),
        Words.bytes(process.sharedBytes()),
        Words.bytes(process.rssBytes()),
        Words.number(worker.requests()),
        Words.state(worker.busy()));
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, ROW, cells);
  }
}
