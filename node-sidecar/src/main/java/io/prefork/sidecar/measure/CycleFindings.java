package io.prefork.sidecar.measure;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import java.util.List;
import java.util.Objects;

/** What a person should know about the cycle guards of the workers of one round. */
final class CycleFindings {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private CycleFindings() {}

  /**
   * @param workers of one round
   * @param directive in force, or null: the bootstrap was told nothing
   */
  static void add(List<WorkerSample> workers, Directive directive, List<Report.Finding> findings) {
    addPilingUp(workers, findings);
    if (isGuarded(directive)) {
      addUnguarded(workers, findings);
    }
  }

  private static void addPilingUp(List<WorkerSample> workers, List<Report.Finding> findings) {
    List<Report.CycleGuard> acted =
        workers.stream()
            .filter(worker -> worker.record() != null)
            .map(worker -> worker.record().runtime().cycleGuard())
            .filter(Objects::nonNull)
            .filter(guard -> guard.collectedObjects() > 0 || isBack(guard))
            .toList();
    if (!acted.isEmpty()) {
      long back = acted.stream().filter(CycleFindings::isBack).count();
      findings.add(
          new Report.Finding(
              "CyclesPileUp",
              acted.size()
                  + " of "
                  + workers.size()
                  + " workers grew beyond gc.cycleGuard: "
                  + (back < acted.size() ? collected(acted) : "")
                  + (back > 0 && back < acted.size() ? "; " : "")
                  + (back > 0 ? "the collector runs by itself again in " + back : "")
                  + ". Break the reference cycles that requests leave behind (objgraph or"
                  + " gc.DEBUG_SAVEALL show them), or declare gc.mode Freeze, under which the"
                  + " collector goes on"));
    }
  }

  private static boolean isBack(Report.CycleGuard guard) {
    return guard.action().equals("CollectorIsBack");
  }

  private static String collected(List<Report.CycleGuard> guards) {
    long collections = 0;
    long objects = 0;
    long nanos = 0;
    for (Report.CycleGuard guard : guards) {
      collections += guard.collections();
      objects += guard.collectedObjects();
      nanos += guard.collectorNanos();
    }
    return collections
        + " collections between requests found "
        + objects
        + " unreachable objects and took "
        + nanos / NANOS_PER_MILLI
        + " ms";
  }

  private static boolean isGuarded(Directive directive) {
    return directive != null
        && "Enforce".equals(directive.mode())
        && directive.maxGrowthPercent() != null;
  }

  private static void addUnguarded(List<WorkerSample> workers, List<Report.Finding> findings) {
    long unguarded = workers.stream().filter(CycleFindings::isUnguarded).count();
    if (unguarded > 0) {
      findings.add(
          new Report.Finding(
              "CycleGuardNotInForce",
              "no cycle guard watches "
                  + unguarded
                  + " of "
                  + workers.size()
                  + " workers, in which the collector does not run: they were started before"
                  + " gc.cycleGuard was declared, or the server does not tell the end of a request;"
                  + " restart the server, or declare gc.mode Freeze"));
    }
  }

  /** One that has served so much that its guard would have shown itself. */
  private static boolean isUnguarded(WorkerSample worker) {
    return worker.record() != null
        && worker.record().runtime().gc().equals("ThresholdZero")
        && worker.record().runtime().cycleGuard() == null
        && worker.requests() != null
        && worker.requests() >= WorkerFindings.ENOUGH_REQUESTS;
  }
}
