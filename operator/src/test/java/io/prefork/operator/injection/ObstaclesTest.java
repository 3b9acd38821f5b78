package io.prefork.operator.injection;

import static io.prefork.operator.injection.InjectedPods.injected;
import static io.prefork.operator.injection.InjectedPods.outcome;
import static io.prefork.operator.injection.InjectedPods.pod;
import static io.prefork.operator.injection.InjectedPods.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.prefork.operator.policy.Policies;
import io.prefork.policy.MemoryPolicy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObstaclesTest {

  private static final MemoryPolicy POLICY = Policies.policy("web");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{hostPID: true, containers: [{name: app}]}                              | hostPID",
        "{shareProcessNamespace: false, containers: [{name: app}]}               | shareProcessNamespace",
        "{os: {name: windows}, containers: [{name: app}]}                        | Windows",
        "{nodeSelector: {kubernetes.io/os: windows}, containers: [{name: app}]}  | Windows",
        "{containers: [{name: app}, {name: prefork-sidecar}]}                    | 'prefork-sidecar'",
        "{initContainers: [{name: prefork-sidecar, restartPolicy: Always}], containers: [{name: app}]} | 'prefork-sidecar'",
        "{volumes: [{name: prefork, emptyDir: {}}], containers: [{name: app}]}   | volume 'prefork'",
        "{containers: [{name: app, volumeMounts: [{name: own, mountPath: /run/prefork.io/}]}]} | 'own'",
      })
  void leavesAPodAloneThatTheInjectionWouldBreak(String spec, String named) {
    String reason = refusal(pod(spec), POLICY);

    assertTrue(reason.contains(named), reason);
  }

  @Test
  void saysWhichContainersThereAreWhenThePolicysIsMissing() {
    assertEquals(
        "the pod has no container 'web' but 'app', 'proxy': name one of these in spec.container of"
            + " MemoryPolicy shop/web",
        refusal(
            pod("containers: [{name: app}, {name: proxy}]"),
            Policies.policy("web", "container: web")));
  }

  @Test
  void leavesTheMirrorOfAStaticPodAlone() {
    Pod mirror = pod("containers: [{name: app}]");
    mirror.getMetadata().setAnnotations(Map.of("kubernetes.io/config.mirror", "5d1b"));

    assertTrue(refusal(mirror, POLICY).contains("static"));
  }

  @Test
  void writesTheReasonOnThePodAndNothingElse() {
    Pod before = pod("{hostPID: true, containers: [{name: app}]}");

    Pod after = outcome(before, POLICY).pod();

    assertEquals(
        refusal(before, POLICY), after.getMetadata().getAnnotations().get(Injection.NOT_INJECTED));
    assertEquals(before.getSpec(), after.getSpec());
    assertEquals(before.getMetadata().getLabels(), after.getMetadata().getLabels());
  }

  @Test
  void takesTheReasonBackWhenAnotherWebhookHasRemovedTheObstacle() {
    Pod refused = outcome(pod("{hostPID: true, containers: [{name: app}]}"), POLICY).pod();
    Pod freed = new PodBuilder(refused).editSpec().withHostPID(null).endSpec().build();

    assertNull(injected(freed).getMetadata().getAnnotations().get(Injection.NOT_INJECTED));
  }
}
