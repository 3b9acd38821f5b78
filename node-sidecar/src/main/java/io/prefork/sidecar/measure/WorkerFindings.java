package io.prefork.sidecar.measure;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import java.util.ArrayList;
import java.util.List;

/** What a person should know about the workers of one round. */
public final class WorkerFindings {
  /** After which what was to happen in a worker has happened. */
  static final long ENOUGH_REQUESTS = 200;

  private static final long ENOUGH_SECONDS = 600;

  /** The mode of a worker whose collector nobody touched. */
  static final String UNTREATED = "Default";

  private WorkerFindings() {}

  /**
   * @param workers of one round
   * @param directive in force, or null: the bootstrap was told nothing
   */
  public static List<Report.Finding> of(List<WorkerSample> workers, Directive directive) {
    List<Report.Finding> findings = new ArrayList<>();
    findings.addAll(ReenableFindings.of(workers, directive, declaredMode(directive)));
    addOtherMode(workers, declaredMode(directive), findings);
    CycleFindings.add(workers, directive, findings);
    if (directive != null) {
      addSilent(workers, findings);
    }
    return findings;
  }

  private static String declaredMode(Directive directive) {
    return directive != null && "Enforce".equals(directive.mode()) ? directive.gc() : UNTREATED;
  }

  private static void addOtherMode(
      List<WorkerSample> workers, String declared, List<Report.Finding> findings) {
    Report.Runtime first = null;
    int others = 0;
    for (WorkerSample worker : workers) {
      if (worker.record() != null && worker.record().runtime().standsInFor(declared)) {
        first = first == null ? worker.record().runtime() : first;
        others++;
      }
    }
    if (first != null) {
      findings.add(
          new Report.Finding(
              "CollectorModeNotInForce",
              "gc.mode "
                  + first.gc()
                  + " is in force in "
                  + others
                  + " of "
                  + workers.size()
                  + " workers instead of the declared one: "
                  + first.gcReason()));
    }
  }

  private static void addSilent(List<WorkerSample> workers, List<Report.Finding> findings) {
    boolean anySpoke = false;
    boolean anyShouldHave = false;
    for (WorkerSample worker : workers) {
      anySpoke |= worker.record() != null;
      anyShouldHave |= shouldHaveSpoken(worker);
    }
    if (!anySpoke && anyShouldHave) {
      findings.add(
          new Report.Finding(
              "BootstrapSilent",
              "no worker is counted by the bootstrap: it does not run there; the server or its"
                  + " configuration may set PYTHONPATH itself (uWSGI: env = PYTHONPATH=...), or"
                  + " Python may run with -I, -E or -S, or not be CPython 3.8 or newer"));
    }
  }

  private static boolean shouldHaveSpoken(WorkerSample worker) {
    if (worker.requests() != null) {
      return worker.requests() >= ENOUGH_REQUESTS;
    }
    Long age = worker.process().ageSeconds();
    return age != null && age >= ENOUGH_SECONDS;
  }
}
