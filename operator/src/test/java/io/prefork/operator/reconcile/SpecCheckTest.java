package io.prefork.operator.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.prefork.policy.MemoryPolicySpec;
import io.prefork.policy.MemoryPolicySpec.Rss;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecCheckTest {

  private static final Pod POD = SamplePods.bare("web-1");

  private static MemoryPolicySpec spec(String container, Rss rss) {
    return new MemoryPolicySpec(
        new LabelSelectorBuilder().addToMatchLabels("app", "web").build(),
        container,
        null,
        null,
        null,
        null,
        rss,
        null,
        null,
        null,
        null);
  }

  private static Pod limited() {
    return new PodBuilder(POD)
        .editSpec()
        .editFirstContainer()
        .withNewResources()
        .addToLimits("memory", new Quantity("1Gi"))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  @Test
  void findsNothingWrongWithWhatFits() {
    assertEquals(List.of(), SpecCheck.problems(spec("app", null), List.of(POD)));
    assertEquals(
        List.of(), SpecCheck.problems(spec(null, new Rss("400Mi", null, null)), List.of(POD)));
    assertEquals(
        List.of(), SpecCheck.problems(spec(null, new Rss("40%", "90%", null)), List.of(limited())));
  }

  @Test
  void namesAContainerThatAPodDoesNotHave() {
    assertEquals(
        List.of("spec.container: pod web-1 has no container 'server': name one of app"),
        SpecCheck.problems(spec("server", null), List.of(POD)));
  }

  @Test
  void aPercentageNeedsALimitToBeOf() {
    assertEquals(
        List.of(
            "spec.rss: a percentage is of the container's memory limit, but container 'app' of pod"
                + " web-1 has none: set one, or write a quantity such as 400Mi"),
        SpecCheck.problems(spec(null, new Rss("40%", null, null)), List.of(POD)));
  }
}
