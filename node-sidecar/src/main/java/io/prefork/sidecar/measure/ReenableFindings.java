package io.prefork.sidecar.measure;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.Reenabling;
import io.prefork.sidecar.bootstrap.Reenabling.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who switches the collector back on in the workers, and what came of it. How often is said by the
 * workers' counts: no finding changes as long as only they do.
 */
final class ReenableFindings {

  /** Named in one finding, which must stay short. */
  private static final int MOST_CALLS = 2;

  private ReenableFindings() {}

  /**
   * @param directive in force, or null
   * @param declared the collector mode that the workers shall have by now
   */
  static List<Report.Finding> of(List<WorkerSample> workers, Directive directive, String declared) {
    List<Reenabling> calls = calls(workers);
    String reenable = directive == null ? Directive.REPORT : directive.reenable();
    if (calls.isEmpty() || Directive.ALLOW.equals(reenable)) {
      return List.of();
    }
    List<Report.Finding> findings = new ArrayList<>();
    if (declared.equals(WorkerFindings.UNTREATED)) {
      add("CollectorReenableNoticed", calls, consequences(calls), findings);
    } else {
      add("CollectorReenabled", of(Outcome.UNDONE, calls), undone(declared, reenable), findings);
      add("CollectorReenableBlocked", of(Outcome.HELD_BACK, calls), "held back", findings);
      List<Reenabling> noticed = of(Outcome.NOTICED, calls);
      add("CollectorReenableNoticed", noticed, consequences(noticed), findings);
    }
    return findings;
  }

  private static List<Reenabling> calls(List<WorkerSample> workers) {
    List<Reenabling> calls = new ArrayList<>();
    for (WorkerSample worker : workers) {
      if (worker.record() != null && worker.record().runtime().reenableAttempts() > 0) {
        Reenabling call = Reenabling.of(worker.record().reenabledBy());
        if (!calls.contains(call)) {
          calls.add(call);
        }
      }
    }
    calls.sort(Comparator.comparing(Reenabling::inWords));
    return calls;
  }

  private static List<Reenabling> of(Outcome outcome, List<Reenabling> calls) {
    return calls.stream().filter(call -> call.outcome() == outcome).toList();
  }

  private static String undone(String declared, String reenable) {
    return "gc.mode "
        + declared
        + " is not in force any more where this was called; "
        + (Directive.BLOCK.equals(reenable)
            ? "workers that were forked under gc.reenable Block hold it back: recycle or restart"
                + " older ones"
            : "write gc.reenable: Block, which holds it back in workers that are forked from then"
                + " on, or Allow if it is meant");
  }

  private static String consequences(List<Reenabling> calls) {
    return calls.stream()
        .limit(MOST_CALLS)
        .map(call -> consequence(call.function()))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static String consequence(String function) {
    return switch (function) {
      case "gc.enable" -> "gc.enable undoes a gc.disable, but no gc.mode";
      case "gc.set_threshold" ->
          "gc.set_threshold undoes gc.mode ThresholdZero unless gc.reenable is Block";
      case "gc.unfreeze" -> "gc.unfreeze undoes every gc.mode unless gc.reenable is Block";
      case null, default ->
          "which of them, and what came of it, is not known: the server was started with an"
              + " earlier version; restart it";
    };
  }

  private static void add(
      String reason, List<Reenabling> calls, String meaning, List<Report.Finding> findings) {
    if (calls.isEmpty()) {
      return;
    }
    String named =
        calls.stream()
            .map(Reenabling::inWords)
            .distinct()
            .limit(MOST_CALLS)
            .collect(Collectors.joining(", "));
    String others = calls.size() > MOST_CALLS ? " and others" : "";
    findings.add(new Report.Finding(reason, named + others + ": " + meaning));
  }
}
