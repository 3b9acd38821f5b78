package io.prefork.sidecar.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Directive;
import io.prefork.protocol.DirectiveOfSpec;
import io.prefork.protocol.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CycleFindingsTest {
  private static final Directive GUARDED = directive("Enforce", Map.of("maxGrowthPercent", 20));

  private static Directive directive(String mode, Map<String, ?> guard) {
    return DirectiveOfSpec.of(
        "shop/web",
        1,
        "app",
        Map.of("mode", mode, "gc", Map.of("mode", "ThresholdZero", "cycleGuard", guard)));
  }

  private static WorkerSample worker(Long requests, String gc, Report.CycleGuard guard) {
    Report.Runtime runtime = WorkerSamples.runtime(gc, null, 0, guard);
    return WorkerSamples.worker(9, requests, WorkerSamples.record(runtime, ""));
  }

  private static Report.CycleGuard guard(String action, long collections, long objects) {
    return new Report.CycleGuard(action, 9L, 9L, collections, objects, collections * 2_500_000);
  }

  private static List<Report.Finding> findings(Directive directive, WorkerSample... workers) {
    List<Report.Finding> findings = new ArrayList<>();
    CycleFindings.add(List.of(workers), directive, findings);
    return findings;
  }

  @Test
  void saysWhatWasCollectedBetweenRequests() {
    List<Report.Finding> findings =
        findings(
            GUARDED,
            worker(300L, "ThresholdZero", guard("CollectsBetweenRequests", 3, 5000)),
            worker(300L, "ThresholdZero", guard("CollectsBetweenRequests", 1, 7)),
            worker(300L, "ThresholdZero", guard("CollectsBetweenRequests", 2, 0)));

    assertEquals("CyclesPileUp", findings.getFirst().reason());
    String message = findings.getFirst().message();
    assertTrue(
        message.startsWith(
            "2 of 3 workers grew beyond gc.cycleGuard: 4 collections between requests found 5007"
                + " unreachable objects and took 10 ms. Break the reference cycles"),
        message);
    assertEquals(1, findings.size());
  }

  @Test
  void saysWhereTheCollectorIsBack() {
    List<Report.Finding> findings =
        findings(
            GUARDED,
            worker(300L, "ThresholdZero", guard("CollectorIsBack", 0, 0)),
            worker(300L, "ThresholdZero", guard("BringsCollectorBack", 0, 0)));

    String message = findings.getFirst().message();
    assertTrue(
        message.startsWith(
            "1 of 2 workers grew beyond gc.cycleGuard: the collector runs by itself again in 1."),
        message);
  }

  @Test
  void aGuardThatFoundNoCyclesIsNoFinding() {
    assertEquals(
        List.of(),
        findings(GUARDED, worker(300L, "ThresholdZero", guard("CollectsBetweenRequests", 5, 0))));
  }

  @Test
  void namesWorkersThatNobodyGuards() {
    List<Report.Finding> findings =
        findings(
            GUARDED,
            worker(200L, "ThresholdZero", null),
            worker(200L, "ThresholdZero", guard("CollectsBetweenRequests", 0, 0)));

    assertEquals("CycleGuardNotInForce", findings.getFirst().reason());
    assertTrue(
        findings.getFirst().message().startsWith("no cycle guard watches 1 of 2 workers"),
        findings.getFirst().message());
  }

  @Test
  void expectsNoGuardWhereThereIsNothingToGuardOrNotYet() {
    WorkerSample unguarded = worker(900L, "ThresholdZero", null);

    assertEquals(List.of(), findings(GUARDED, worker(199L, "ThresholdZero", null)));
    assertEquals(List.of(), findings(GUARDED, worker(null, "ThresholdZero", null)));
    assertEquals(List.of(), findings(GUARDED, worker(900L, "Freeze", null)));
    assertEquals(List.of(), findings(directive("Observe", Map.of()), unguarded));
    assertEquals(
        List.of(), findings(DirectiveOfSpec.of("shop/web", 1, "app", Map.of()), unguarded));
    assertEquals(List.of(), findings(null, unguarded));
  }
}
