package io.prefork.operator.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.operator.measure.Claim.Truth;
import io.prefork.operator.measure.Claim.Type;
import io.prefork.operator.measure.Situation.Contested;
import io.prefork.operator.report.Reading;
import io.prefork.operator.report.Reading.Reason;
import io.prefork.policy.MemoryPolicySpec.Gc;
import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.protocol.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {

  private static final Goal FREEZE = new Goal(Reports.POLICY, Gc.Mode.Freeze, Optional.empty());
  private static final Measurement KEPT = Means.of(List.of(Reports.observed()));

  private static Claim claim(Type type, Situation situation, Measurement kept) {
    return Judgement.of(situation, kept).claims().stream()
        .filter(claim -> claim.type() == type)
        .findFirst()
        .orElseThrow();
  }

  private static Claim claim(Type type, ObservedPod... pods) {
    return claim(type, new Situation(FREEZE, List.of(pods), List.of(), List.of()), null);
  }

  private static void assertClaim(Truth truth, String reason, Claim claim) {
    assertEquals(truth, claim.truth(), claim.toString());
    assertEquals(reason, claim.reason(), claim.toString());
  }

  private static ObservedPod bare(String name) {
    return new ObservedPod(name, false, null, Optional.empty(), null);
  }

  private static ObservedPod failing(String name, Reason reason) {
    return new ObservedPod(
        name, true, null, Optional.empty(), new Reading.Failed(reason, "why it failed"));
  }

  @Test
  void isReadyOnceAPodReports() {
    assertClaim(Truth.False, "NoPodsMatched", claim(Type.Ready));
    assertClaim(Truth.False, "PodsNotInjected", claim(Type.Ready, bare("web-1")));
    assertClaim(Truth.False, "NoReports", claim(Type.Ready, failing("web-1", Reason.Unreachable)));
    assertClaim(
        Truth.True, "Reporting", claim(Type.Ready, Reports.answering("web-1", Reports.observed())));
  }

  @Test
  void aProblemOfTheSpecComesFirst() {
    Claim ready =
        claim(
            Type.Ready,
            new Situation(FREEZE, List.of(), List.of(), List.of("spec.container: no such")),
            null);

    assertClaim(Truth.False, "InvalidSpec", ready);
    assertEquals("spec.container: no such", ready.message());
  }

  @Test
  void namesThreeOfThePodsThatCarryNoSidecarAndSaysWhatToDo() {
    Claim injected =
        claim(Type.Injected, bare("web-4"), bare("web-2"), bare("web-1"), bare("web-3"));

    assertClaim(Truth.False, "PodsNotInjected", injected);
    assertTrue(injected.message().contains("web-1, web-2, web-3 and 1 more"), injected.message());
    assertTrue(injected.message().contains("kubectl rollout restart"), injected.message());
  }

  @Test
  void doesNotAdviseToRecreateAPodThatAdmissionLeavesAlone() {
    Claim injected =
        claim(
            Type.Injected,
            new ObservedPod("web-1", false, "hostPID is true", Optional.empty(), null));

    assertEquals("left alone: web-1 (hostPID is true)", injected.message());
  }

  @Test
  void injectedIsUnknownWithoutPods() {
    assertClaim(Truth.Unknown, "NoPodsMatched", claim(Type.Injected));
  }

  @Test
  void verifiesAGainOnlyOnceItIsMeasured() {
    Situation observed =
        new Situation(
            FREEZE, List.of(Reports.answering("web-1", Reports.observed())), List.of(), List.of());
    Situation treated =
        new Situation(
            FREEZE, List.of(Reports.answering("web-1", Reports.treated())), List.of(), List.of());

    assertClaim(Truth.Unknown, "NotYetMeasured", claim(Type.Verified, observed, null));
    assertClaim(Truth.Unknown, "NotYetMeasured", claim(Type.Verified, treated, null));
    assertClaim(Truth.True, "MemoryReclaimed", claim(Type.Verified, treated, KEPT));
  }

  @Test
  void saysWhenThePolicyGainsNothing() {
    Situation useless =
        new Situation(
            FREEZE,
            List.of(
                Reports.answering(
                    "web-1",
                    Reports.report(
                        "Enforce", Reports.STOCK, Reports.worker(Reports.frozen(), 250L, 60)))),
            List.of(),
            List.of());

    assertClaim(Truth.False, "NoMemoryReclaimed", claim(Type.Verified, useless, KEPT));
  }

  @Test
  void degradesByTheTroubleThatMostPodsHave() {
    Claim degraded =
        claim(
            Type.Degraded,
            failing("web-1", Reason.TimedOut),
            failing("web-2", Reason.Unreachable),
            failing("web-3", Reason.Unreachable));

    assertClaim(Truth.True, "ReportUnreachable", degraded);
    assertEquals("web-2, web-3: why it failed (also: ReportTimedOut)", degraded.message());
  }

  @Test
  void passesOnWhatASidecarFound() {
    Claim degraded =
        claim(
            Type.Degraded,
            Reports.answering(
                "web-1", Reports.withFinding(Reports.observed(), "SmapsDenied", "another user")));

    assertClaim(Truth.True, "SmapsDenied", degraded);
    assertEquals("web-1: another user", degraded.message());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CollectorReenableBlocked", "CollectorReenableNoticed"})
  void aLibraryThatUndidNothingIsNotedAndNoTrouble(String reason) {
    Claim degraded =
        claim(
            Type.Degraded,
            Reports.answering(
                "web-1", Reports.withFinding(Reports.treated(), reason, "msgpack (x.py:7)")),
            Reports.answering(
                "web-2", Reports.withFinding(Reports.treated(), reason, "msgpack (x.py:7)")));

    assertClaim(Truth.False, "AsExpected", degraded);
    assertEquals(
        "nothing is wrong with the pods, but note: web-1, web-2: msgpack (x.py:7)",
        degraded.message());
  }

  @Test
  void aLibraryThatUndidThePolicyIsATrouble() {
    Report undone =
        Reports.report("Enforce", Reports.STOCK, Reports.worker(Reports.stock(), 250L, 60));
    Claim degraded =
        claim(
            Type.Degraded,
            Reports.answering(
                "web-1", Reports.withFinding(undone, "CollectorReenabled", "msgpack")),
            Reports.answering(
                "web-2",
                Reports.withFinding(Reports.treated(), "CollectorReenableNoticed", "other")));

    assertClaim(Truth.True, "CollectorReenabled", degraded);
    assertEquals("web-1: msgpack", degraded.message());
  }

  @Test
  void whatAnEarlierSidecarSaysOfALibraryThatUndidNothingIsNoTrouble() {
    for (Report report : List.of(Reports.treated(), Reports.observed())) {
      assertClaim(
          Truth.False,
          "AsExpected",
          claim(
              Type.Degraded,
              Reports.answering(
                  "web-1", Reports.withFinding(report, "CollectorReenabled", "msgpack:123"))));
    }
  }

  @Test
  void cyclesThatAreCollectedAreNoTroubleAndDoNotChangeTheCondition() {
    Claim degraded =
        claim(
            Type.Degraded,
            Reports.answering(
                "web-1", Reports.withFinding(Reports.treated(), "CyclesPileUp", "7 of 8 workers")));

    assertClaim(Truth.False, "AsExpected", degraded);
    assertEquals("nothing is wrong with the pods", degraded.message());
  }

  @Test
  void aServerThatIsNotThereIsNoTroubleWhileThePodStarts() {
    Report early = Reports.withFinding(Reports.observed(), "NoServer", "none yet");

    assertClaim(
        Truth.False,
        "AsExpected",
        claim(
            Type.Degraded,
            Reports.answering("web-1", Reports.startedBefore(early, Duration.ofSeconds(119)))));
    assertClaim(
        Truth.True,
        "NoServer",
        claim(
            Type.Degraded,
            Reports.answering("web-1", Reports.startedBefore(early, Duration.ofSeconds(120)))));
  }

  @Test
  void namesTheOlderPolicyThatHasThePods() {
    Claim conflict =
        claim(
            Type.Conflict,
            new Situation(
                FREEZE,
                List.of(),
                List.of(new Contested("web-2", "older"), new Contested("web-1", "older")),
                List.of()),
            null);

    assertClaim(Truth.True, "OlderPolicySelectsPods", conflict);
    assertTrue(
        conflict.message().startsWith("web-1, web-2: selected by the older policy older"),
        conflict.message());
  }

  @Test
  void saysWhichPodsCouldNotBeTold() {
    Claim degraded =
        Judgement.of(new Situation(FREEZE, List.of(), List.of(), List.of()), null)
            .withUntold(List.of("web-1"))
            .claims()
            .stream()
            .filter(claim -> claim.type() == Type.Degraded)
            .findFirst()
            .orElseThrow();

    assertClaim(Truth.True, "DirectiveNotWritten", degraded);
  }
}
