package io.prefork.operator.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.prefork.protocol.Directive;
import org.junit.jupiter.api.Test;

class DirectiveFactoryTest {

  @Test
  void spellsTheDefaultsOut() {
    Directive directive = DirectiveFactory.directive(Policies.policy("web"), pod("app"));

    assertEquals(
        new Directive(
            1,
            "shop/web",
            3,
            "app",
            "Auto",
            "Observe",
            "Default",
            "Report",
            "Finalize",
            null,
            null,
            "Auto",
            "Auto",
            0.15,
            "Count",
            null),
        directive);
  }

  @Test
  void carriesWhatIsDeclared() {
    Directive directive =
        DirectiveFactory.directive(
            Policies.policy(
                "web",
                """
                container: worker
                server: UWSGI
                mode: Enforce
                gc: {mode: Freeze, reenable: Block, cycleGuard: {maxGrowthPercent: 50}}
                shutdown: {mode: SkipFinalization}
                rss: {recycleAbove: 400Mi, metric: PSS}
                workers: {max: 8}
                reclaim: Workers
                counters: Software
                sensing: {cpuShare: 0.5%, collectorFaults: Sample}
                """),
            pod("app", "worker"));

    assertEquals(
        new Directive(
            1,
            "shop/web",
            3,
            "worker",
            "UWSGI",
            "Enforce",
            "Freeze",
            "Block",
            "SkipFinalization",
            new Directive.Rss("400Mi", null, "PSS"),
            new Directive.Workers(null, 8),
            "Workers",
            "Software",
            0.5,
            "Sample",
            50),
        directive);
  }

  @Test
  void aCycleGuardStoredWithoutItsNumberHasTheDefault() {
    Directive directive =
        DirectiveFactory.directive(
            Policies.policy("web", "gc: {mode: ThresholdZero, cycleGuard: {}}"), pod("app"));

    assertEquals(20, directive.maxGrowthPercent());
  }

  @Test
  void hasNoThresholdsWhereOnlyTheirMetricIsDeclared() {
    Directive directive =
        DirectiveFactory.directive(Policies.policy("web", "rss: {metric: USS}"), pod("app"));

    assertNull(directive.rss());
  }

  @Test
  void namesTheContainerThatWasInjectedThoughAnotherCameFirstLater() {
    Pod pod = pod("mesh", "app");
    pod.getSpec()
        .getContainers()
        .set(
            1,
            pod.getSpec()
                .getContainers()
                .get(1)
                .edit()
                .addNewEnv()
                .withName("PREFORK_DIR")
                .withValue("/run/prefork.io")
                .endEnv()
                .build());

    assertEquals("app", DirectiveFactory.directive(Policies.policy("web"), pod).container());
  }

  @Test
  void isWrittenWithoutWhatIsNotDeclared() {
    assertEquals(
        """
        {"version":1,"policy":"shop/web","generation":3,"container":"app","server":"Auto",\
        "mode":"Observe","gc":"Default","reenable":"Report","shutdown":"Finalize","reclaim":"Auto",\
        "counters":"Auto","cpuSharePercent":0.15,"collectorFaults":"Count"}\
        """,
        DirectiveFactory.json(DirectiveFactory.directive(Policies.policy("web"), pod("app"))));
  }

  private static Pod pod(String... containers) {
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .endMetadata()
            .withNewSpec()
            .endSpec();
    for (String container : containers) {
      pod.editSpec().addNewContainer().withName(container).endContainer().endSpec();
    }
    return pod.build();
  }
}
