package io.prefork.operator.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LivePodsTest {

  private static Pod injected(String port) {
    return SamplePods.injected(SamplePods.bare("web-1"), "{}", port);
  }

  private static Pod inPhase(String phase) {
    return new PodBuilder(SamplePods.bare("web-1"))
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  @Test
  void aPodLivesUntilItIsFinishedOrDeleted() {
    assertTrue(LivePods.isLive(SamplePods.bare("web-1")));
    assertTrue(LivePods.isLive(inPhase("Running")));
    assertFalse(LivePods.isLive(inPhase("Succeeded")));
    assertFalse(LivePods.isLive(inPhase("Failed")));
    assertFalse(
        LivePods.isLive(
            new PodBuilder(inPhase("Running"))
                .editMetadata()
                .withDeletionTimestamp("2026-11-23T21:00:00Z")
                .endMetadata()
                .build()));
  }

  @Test
  void theReportIsAtThePodsAddressAndAnnotatedPort() {
    Pod pod = SamplePods.running(injected("9798"), "10.88.0.7");

    assertEquals(
        "http://10.88.0.7:9798/report", LivePods.source(pod).orElseThrow().uri().toString());
    assertEquals("uid-web-1", LivePods.source(pod).orElseThrow().podUid());
  }

  @Test
  void anAddressOfIpVersion6IsBracketed() {
    Pod pod = SamplePods.running(injected("9797"), "fd00::7");

    assertEquals(
        "http://[fd00::7]:9797/report", LivePods.source(pod).orElseThrow().uri().toString());
  }

  @Test
  void aPodThatDoesNotRunYetIsNotAsked() {
    assertEquals(Optional.empty(), LivePods.source(injected("9797")));
  }

  @Test
  void aPodWithoutASidecarIsNotAsked() {
    assertEquals(
        Optional.empty(),
        LivePods.source(SamplePods.running(SamplePods.bare("web-1"), "10.0.0.1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "http", "0", "65536", "999999", "-1", "80/../"})
  void aPortThatIsNoneIsNotAsked(String port) {
    assertEquals(Optional.empty(), LivePods.source(SamplePods.running(injected(port), "10.0.0.1")));
  }
}
