package io.prefork.operator.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.prefork.operator.injection.Injection;
import org.junit.jupiter.api.Test;

class PodCacheTest {

  private static final Pod POD =
      SamplePods.running(SamplePods.injected(SamplePods.bare("web-1"), "{}", "9797"), "10.0.0.1");

  @Test
  void aPrunedPodStillSaysWhatTheReconcilerReads() {
    Pod pruned = PodCache.prune(POD);

    assertTrue(Injection.isInjected(pruned));
    assertEquals(LivePods.source(POD), LivePods.source(pruned));
    assertEquals(POD.getMetadata().getLabels(), pruned.getMetadata().getLabels());
    assertEquals("1", pruned.getMetadata().getResourceVersion());
  }

  @Test
  void anotherVersionOrManagedFieldIsNoChange() {
    Pod later =
        new PodBuilder(POD)
            .editMetadata()
            .withResourceVersion("2")
            .addNewManagedField()
            .withManager("kubelet")
            .endManagedField()
            .endMetadata()
            .editStatus()
            .addNewCondition()
            .withType("Ready")
            .endCondition()
            .endStatus()
            .build();

    assertFalse(PodCache.isChanged(POD, later));
  }

  @Test
  void anotherPhaseLabelOrAnnotationIsAChange() {
    assertTrue(
        PodCache.isChanged(
            POD, new PodBuilder(POD).editStatus().withPhase("Failed").endStatus().build()));
    assertTrue(
        PodCache.isChanged(
            POD, new PodBuilder(POD).editMetadata().addToLabels("app", "x").endMetadata().build()));
    assertTrue(
        PodCache.isChanged(
            POD,
            new PodBuilder(POD).editMetadata().addToAnnotations("a", "b").endMetadata().build()));
  }
}
