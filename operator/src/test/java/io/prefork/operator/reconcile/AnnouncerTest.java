package io.prefork.operator.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.prefork.policy.MemoryPolicyStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncerTest {

  private static Condition condition(String type, String status, String reason) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage("so")
        .build();
  }

  private static MemoryPolicyStatus status(Condition condition) {
    return new MemoryPolicyStatus(1L, List.of(condition), null, null, null, null);
  }

  private static void assertAnnounced(Condition before, Condition after) {
    assertEquals(
        List.of(after), Announcer.turned(before == null ? null : status(before), status(after)));
  }

  private static void assertSilent(Condition before, Condition after) {
    assertEquals(
        List.of(), Announcer.turned(before == null ? null : status(before), status(after)));
  }

  @Test
  void whatGoesWrongIsAnnouncedEvenAtFirstSight() {
    Condition wrong = condition("Injected", "False", "PodsNotInjected");

    assertAnnounced(null, wrong);
    assertAnnounced(condition("Injected", "True", "AllPodsInjected"), wrong);
  }

  @Test
  void whatStaysWrongIsAnnouncedOnce() {
    assertSilent(
        condition("Degraded", "True", "ReportTimedOut"),
        condition("Degraded", "True", "ReportTimedOut"));
  }

  @Test
  void whatGoesWrongInAnotherWayIsAnnouncedAgain() {
    assertAnnounced(
        condition("Degraded", "True", "ReportTimedOut"),
        condition("Degraded", "True", "SmapsDenied"));
  }

  @Test
  void whatComesRightIsAnnounced() {
    assertAnnounced(
        condition("Verified", "Unknown", "NotYetMeasured"),
        condition("Verified", "True", "MemoryReclaimed"));
    assertAnnounced(
        condition("Degraded", "True", "SmapsDenied"), condition("Degraded", "False", "AsExpected"));
  }

  @Test
  void waitingForPodsIsNotWorthAnEvent() {
    assertSilent(null, condition("Ready", "False", "NoPodsMatched"));
    assertSilent(condition("Ready", "True", "Reporting"), condition("Ready", "False", "NoReports"));
    assertSilent(
        condition("Injected", "True", "AllPodsInjected"),
        condition("Injected", "Unknown", "NoPodsMatched"));
  }

  @Test
  void aPolicyThatHasToBeChangedIs() {
    assertAnnounced(
        condition("Ready", "True", "Reporting"), condition("Ready", "False", "InvalidSpec"));
  }
}
