package io.prefork.sidecar.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Directive;
import io.prefork.protocol.DirectiveOfSpec;
import io.prefork.protocol.Report;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReenableFindingsTest {
  private static final String REARMED = "gc.set_threshold shop.codec (/app/codec.py:7)";
  private static final String REARMED_IN_WORDS = "gc.set_threshold in shop.codec (/app/codec.py:7)";

  /** The longest message that the operator takes. */
  private static final int MOST_LETTERS = 500;

  private static WorkerSample worker(String gc, long attempts, String named) {
    Report.Runtime runtime = WorkerSamples.runtime(gc, null, attempts, null);
    return WorkerSamples.worker(1, 1L, WorkerSamples.record(runtime, named));
  }

  private static Directive directive(String mode, String reenable) {
    return DirectiveOfSpec.of(
        "shop/web",
        1,
        null,
        Map.of("mode", mode, "gc", Map.of("mode", "ThresholdZero", "reenable", reenable)));
  }

  private static List<Report.Finding> findings(Directive directive, WorkerSample... workers) {
    return WorkerFindings.of(List.of(workers), directive);
  }

  private static Report.Finding only(Directive directive, WorkerSample... workers) {
    List<Report.Finding> findings = findings(directive, workers);
    assertEquals(1, findings.size(), findings.toString());
    return findings.getFirst();
  }

  @Test
  void namesWhoUndidTheModeAndSaysWhatToDo() {
    assertEquals(
        new Report.Finding(
            "CollectorReenabled",
            REARMED_IN_WORDS
                + ": gc.mode ThresholdZero is not in force any more where this was called; write"
                + " gc.reenable: Block, which holds it back in workers that are forked from then"
                + " on, or Allow if it is meant"),
        only(directive("Enforce", "Report"), worker("Default", 3, "Undone " + REARMED)));
  }

  @Test
  void saysOfAWorkerFromBeforeBlockWhatBecomesOfIt() {
    Report.Finding finding =
        only(directive("Enforce", "Block"), worker("Default", 3, "Undone " + REARMED));

    assertEquals("CollectorReenabled", finding.reason());
    assertTrue(finding.message().endsWith("recycle or restart older ones"), finding.message());
  }

  @Test
  void namesWhoWasHeldBack() {
    assertEquals(
        new Report.Finding("CollectorReenableBlocked", REARMED_IN_WORDS + ": held back"),
        only(
            directive("Enforce", "Block"),
            worker("ThresholdZero", 3, "HeldBack " + REARMED),
            worker("ThresholdZero", 0, "")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Report", "Block"})
  void namesWhoUndidNothing(String reenable) {
    assertEquals(
        new Report.Finding(
            "CollectorReenableNoticed",
            "gc.enable in shop (/app/shop.py:1): gc.enable undoes a gc.disable, but no gc.mode"),
        only(
            directive("Enforce", reenable),
            worker("ThresholdZero", 3, "Noticed gc.enable shop (/app/shop.py:1)")));
  }

  @Test
  void whereNothingIsDeclaredToBeDoneNothingIsUndone() {
    assertEquals(
        new Report.Finding(
            "CollectorReenableNoticed",
            REARMED_IN_WORDS
                + ": gc.set_threshold undoes gc.mode ThresholdZero unless gc.reenable is Block"),
        only(
            directive("Observe", "Report"),
            worker("Default", 1, "Noticed " + REARMED),
            worker("Default", 1, "Undone " + REARMED)));
  }

  @Test
  void saysNothingUnderAllow() {
    assertEquals(
        List.of(),
        findings(
            directive("Enforce", "Allow"),
            worker("Default", 3, "Undone " + REARMED),
            worker("ThresholdZero", 3, "HeldBack " + REARMED)));
  }

  @Test
  void doesNotChangeWithTheCountsOrTheWorkersOrder() {
    WorkerSample one = worker("ThresholdZero", 3, "HeldBack " + REARMED);
    WorkerSample other = worker("ThresholdZero", 1, "HeldBack gc.unfreeze x (/x.py:1)");
    WorkerSample later = worker("ThresholdZero", 4, "HeldBack " + REARMED);
    Directive block = directive("Enforce", "Block");

    assertEquals(only(block, one, other), only(block, other, later, one));
  }

  @Test
  void saysWhatToDoAboutAnEarlierBootstrap() {
    Report.Finding finding =
        only(directive("Enforce", "Block"), worker("ThresholdZero", 3, "msgpack.fallback:123"));

    assertTrue(
        finding.message().startsWith("a function of gc in msgpack.fallback:123: "),
        finding.message());
    assertTrue(finding.message().endsWith("restart it"), finding.message());
  }

  @Test
  void isNeverLongerThanTheOperatorTakes() {
    for (String beginning : List.of("Undone gc.", "HeldBack gc.", "Noticed gc.")) {
      WorkerSample[] workers =
          Stream.of("unfreeze 1", "unfreeze 2", "set_threshold 1", "set_threshold 2")
              .map(call -> (beginning + call + "m".repeat(123)).substring(0, 123))
              .map(named -> worker("ThresholdZero", 1, named))
              .toArray(WorkerSample[]::new);
      for (String reenable : List.of("Report", "Block")) {
        String message = only(directive("Enforce", reenable), workers).message();

        assertTrue(message.contains(" and others: "), message);
        assertTrue(message.length() <= MOST_LETTERS, message);
      }
    }
  }
}
