package io.prefork.sidecar.measure;

import static io.prefork.sidecar.measure.WorkerSamples.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.WorkerRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerFindingsTest {
  private static final Directive IMMORTAL = directive("Enforce", "Immortal");

  private static WorkerRecord record(String gc, String reason) {
    return WorkerSamples.record(WorkerSamples.runtime(gc, reason, 0, null), "");
  }

  private static Directive directive(String mode, String gc) {
    return new Directive(
        1,
        "shop/web",
        1,
        null,
        "Auto",
        mode,
        gc,
        null,
        "Finalize",
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static List<String> reasons(List<Report.Finding> findings) {
    return findings.stream().map(Report.Finding::reason).toList();
  }

  @Test
  void saysWhyAnotherModeThanTheDeclaredOneIsInForce() {
    List<Report.Finding> findings =
        WorkerFindings.of(
            List.of(
                worker(1, 1L, record("Freeze", "CPython 3.11.9 has no immortal objects")),
                worker(1, 1L, record("Freeze", null))),
            IMMORTAL);

    assertEquals(
        List.of(
            new Report.Finding(
                "CollectorModeNotInForce",
                "gc.mode Freeze is in force in 1 of 2 workers instead of the declared one:"
                    + " CPython 3.11.9 has no immortal objects")),
        findings);
  }

  @Test
  void aReasonThatConcernsAnEarlierPolicyIsNoFinding() {
    List<WorkerSample> fallenBack =
        List.of(worker(1, 1L, record("Freeze", "CPython 3.11.9 has none")));

    for (String gc : List.of("Default", "Freeze", "ThresholdZero")) {
      assertEquals(List.of(), WorkerFindings.of(fallenBack, directive("Enforce", gc)), gc);
    }
    assertEquals(List.of(), WorkerFindings.of(fallenBack, directive("Observe", "Immortal")));
  }

  @Test
  void whatStaysImmortalIsNamedUnlessThatIsDeclaredAgain() {
    List<WorkerSample> kept =
        List.of(worker(1, 1L, record("Immortal", "made immortal under an earlier policy")));

    assertEquals(List.of(), WorkerFindings.of(kept, IMMORTAL));
    for (Directive other :
        List.of(directive("Enforce", "Freeze"), directive("Observe", "Immortal"))) {
      assertEquals(List.of("CollectorModeNotInForce"), reasons(WorkerFindings.of(kept, other)));
    }
  }

  @Test
  void saysThatTheBootstrapIsSilentOnceItShouldHaveSpoken() {
    assertEquals(
        List.of("BootstrapSilent"),
        reasons(WorkerFindings.of(List.of(worker(5, 200L, null)), IMMORTAL)));
    assertEquals(
        List.of("BootstrapSilent"),
        reasons(WorkerFindings.of(List.of(worker(600, null, null)), IMMORTAL)));
  }

  @Test
  void givesTheBootstrapTime() {
    assertEquals(List.of(), WorkerFindings.of(List.of(worker(5, null, null)), IMMORTAL));
    assertEquals(List.of(), WorkerFindings.of(List.of(worker(900, 10L, null)), IMMORTAL));
  }

  @Test
  void expectsNothingOfTheBootstrapWithoutAPolicy() {
    assertEquals(List.of(), WorkerFindings.of(List.of(worker(900, 900L, null)), null));
  }
}
