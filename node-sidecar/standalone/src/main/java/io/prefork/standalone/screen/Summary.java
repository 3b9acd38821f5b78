package io.prefork.standalone.screen;

import io.prefork.protocol.Report;

/** The lines above the table: the server, the pool, what bounds it, what is decided and done. */
final class Summary {
  private Summary() {}

  static void of(Report report, Lines lines) {
    lines.add(title(report));
    if (report.pool() != null) {
      lines.addLabelled("pool", pool(report.pool()));
    }
    if (report.container() != null) {
      container(report.container(), lines);
    }
    if (report.decision() != null) {
      Report.Decision decision = report.decision();
      lines.addLabelled(
          "decision",
          action(decision.action(), decision.workers(), decision.pid()) + ": " + decision.reason());
    }
    if (report.actions() != null && !report.actions().isEmpty()) {
      lines.addLabelled("last done", done(report.actions().getLast()));
    }
  }

  private static String title(Report report) {
    StringBuilder title = new StringBuilder(report.takenAt());
    Report.Server server = report.server();
    title.append("  ").append(server == null ? "no server" : server.kind());
    if (server != null && server.version() != null) {
      title.append(' ').append(server.version());
    }
    if (report.master() != null) {
      title.append(", master ").append(report.master().pid());
    }
    if (server != null && server.python() != null) {
      title.append(", Python ").append(server.python());
    }
    if (report.directive() != null) {
      title.append(", policy ").append(report.directive().policy());
      title.append(", mode ").append(report.directive().mode());
    }
    return title.toString();
  }

  private static String pool(Report.Pool pool) {
    return pool.workers()
        + " workers"
        + (pool.ceiling() == null ? "" : " of at most " + pool.ceiling())
        + ", each "
        + Words.bytes(pool.privatePerWorkerBytes())
        + " private, "
        + Words.bytes(pool.sharedPerWorkerBytes())
        + " shared; PSS "
        + Words.bytes(pool.poolPssBytes())
        + ", CoW efficiency "
        + Words.percent(pool.cowEfficiency())
        + ", queue "
        + Words.number(pool.listenQueue())
        + ", respawns "
        + Words.number(pool.respawns());
  }

  private static void container(Report.Container container, Lines lines) {
    if (container.memory() != null) {
      Report.Memory memory = container.memory();
      lines.addLabelled(
          "memory",
          Words.bytes(memory.usedBytes())
              + (memory.limitBytes() == null
                  ? " used, no limit"
                  : " of " + Words.bytes(memory.limitBytes()) + " used")
              + ", OOM kills "
              + Words.number(memory.oomKills()));
    }
    if (container.processor() != null) {
      Report.Processor processor = container.processor();
      lines.addLabelled(
          "processor",
          Words.cores(processor.usedCores())
              + " cores used, limit "
              + Words.cores(processor.limitCores())
              + ", throttled "
              + Words.percent(processor.throttledShare()));
    }
    if (container.host() != null) {
      lines.addLabelled(
          "machine", Words.bytes(container.host().availableBytes()) + " of memory available");
    }
  }

  private static String done(Report.ActionResult last) {
    return last.at()
        + " "
        + action(last.action(), last.workers(), last.pid())
        + ", "
        + last.result()
        + ": "
        + last.reason();
  }

  private static String action(String name, Integer workers, Integer pid) {
    return name + (workers == null ? "" : " by " + workers) + (pid == null ? "" : " " + pid);
  }
}
