package io.prefork.operator.injection;

import static io.prefork.operator.injection.InjectedPods.container;
import static io.prefork.operator.injection.InjectedPods.environment;
import static io.prefork.operator.injection.InjectedPods.injected;
import static io.prefork.operator.injection.InjectedPods.outcome;
import static io.prefork.operator.injection.InjectedPods.pod;
import static io.prefork.operator.injection.InjectedPods.sidecar;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.prefork.operator.policy.DirectiveFactory;
import io.prefork.operator.policy.Policies;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodInjectorTest {

  private static final String PLAIN =
      """
      containers:
      - name: app
        image: example/web:1
      - name: proxy
        image: example/proxy:1
      initContainers:
      - name: migrate
        image: example/web:1
      """;

  @Test
  void leavesAPodThatNoPolicySelectsAsItIs() {
    Pod other = pod(PLAIN);
    other.getMetadata().setLabels(Map.of("app", "other"));

    InjectionOutcome outcome = outcome(other, Policies.policy("web"));

    assertInstanceOf(InjectionOutcome.Unselected.class, outcome);
    assertSame(other, outcome.pod());
  }

  @Test
  void marksThePodWithItsPolicyDirectiveAndPort() {
    Pod pod = injected(PLAIN);

    assertEquals("web", pod.getMetadata().getLabels().get("prefork.io/policy"));
    assertEquals(
        Map.of(
            "prefork.io/directive",
            DirectiveFactory.json(DirectiveFactory.directive(Policies.policy("web"), pod)),
            "prefork.io/report-port",
            "9797"),
        pod.getMetadata().getAnnotations());
  }

  @Test
  void startsTheSidecarBeforeAllElse() {
    Pod pod = injected(PLAIN);

    assertEquals(
        List.of("prefork-sidecar", "migrate"),
        pod.getSpec().getInitContainers().stream().map(Container::getName).toList());
    assertEquals("Always", sidecar(pod).getRestartPolicy());
    assertTrue(pod.getSpec().getShareProcessNamespace());
  }

  @Test
  void coversThePlaceOfTheServiceAccountsToken() {
    Pod pod = injected(PLAIN);

    VolumeMount mount =
        sidecar(pod).getVolumeMounts().stream()
            .filter(
                each -> each.getMountPath().equals("/var/run/secrets/kubernetes.io/serviceaccount"))
            .findFirst()
            .orElseThrow();
    assertEquals("prefork-no-credential", mount.getName());
    assertTrue(mount.getReadOnly());
  }

  @Test
  void boundsEveryVolumeThatCanBeWritten() {
    Map<String, String> limits =
        injected(PLAIN).getSpec().getVolumes().stream()
            .filter(volume -> volume.getEmptyDir() != null)
            .collect(
                Collectors.toMap(
                    Volume::getName, volume -> volume.getEmptyDir().getSizeLimit().toString()));

    assertEquals(Map.of("prefork", "8Mi", "prefork-no-credential", "1Mi"), limits);
  }

  @Test
  void hasTheKubeletTellTheLimitOfTheServersContainer() {
    Pod pod =
        injected(
            """
            containers:
            - {name: app, resources: {limits: {memory: 1228Mi}}}
            - {name: proxy, resources: {limits: {memory: 64Mi}}}
            """);

    DownwardAPIVolumeFile file = downwardFiles(pod).get("memory-limit");
    assertEquals("app", file.getResourceFieldRef().getContainerName());
    assertEquals("limits.memory", file.getResourceFieldRef().getResource());
    assertEquals(pod, injected(pod));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "containers: [{name: app}]",
        "containers: [{name: app, resources: {limits: {cpu: 1}, requests: {memory: 64Mi}}}]",
        "containers: [{name: app}, {name: proxy, resources: {limits: {memory: 64Mi}}}]",
      })
  void tellsNoLimitWhereNoneIsDeclared(String spec) {
    assertEquals(Set.of("directive.json"), downwardFiles(injected(spec)).keySet());
  }

  @Test
  void followsALimitThatAnotherWebhookDeclaresLater() {
    Pod later =
        new PodBuilder(injected(PLAIN))
            .editSpec()
            .editFirstContainer()
            .withNewResources()
            .addToLimits("memory", new Quantity("512Mi"))
            .endResources()
            .endContainer()
            .endSpec()
            .build();

    assertTrue(downwardFiles(injected(later)).containsKey("memory-limit"));
  }

  private static Map<String, DownwardAPIVolumeFile> downwardFiles(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getDownwardAPI() != null)
        .flatMap(volume -> volume.getDownwardAPI().getItems().stream())
        .collect(Collectors.toMap(DownwardAPIVolumeFile::getPath, Function.identity()));
  }

  @Test
  void equipsTheServersContainerOnly() {
    Pod before = pod(PLAIN);
    Pod pod = injected(before);

    assertEquals(
        Map.of(
            "PYTHONPATH", "/run/prefork.io/python",
            "PREFORK_DIR", "/run/prefork.io",
            "UWSGI_STATS", "/run/prefork.io/uwsgi-stats.sock"),
        environment(container(pod, "app")));
    assertEquals("/run/prefork.io", container(pod, "app").getVolumeMounts().get(0).getMountPath());
    assertEquals(container(before, "proxy"), container(pod, "proxy"));
    assertEquals(
        before.getSpec().getInitContainers().get(0), pod.getSpec().getInitContainers().get(1));
  }

  @Test
  void equipsTheContainerThatThePolicyNames() {
    Pod pod = injected(pod(PLAIN), Policies.policy("web", "container: proxy"));

    assertTrue(environment(container(pod, "app")).isEmpty());
    assertEquals("/run/prefork.io", environment(container(pod, "proxy")).get("PREFORK_DIR"));
  }

  @Test
  void sparesAGunicornTheVariablesOfUwsgi() {
    Pod pod = injected(pod(PLAIN), Policies.policy("web", "server: Gunicorn"));

    assertTrue(!environment(container(pod, "app")).containsKey("UWSGI_STATS"));
  }

  @Test
  void changesNothingTheSecondTime() {
    Pod once = injected(PLAIN);

    assertEquals(once, injected(once));
  }

  @Test
  void keepsWhatOthersMadeOfTheSidecar() {
    Pod once = injected(PLAIN);
    Pod mirrored =
        new PodBuilder(once)
            .editSpec()
            .editInitContainer(0)
            .withImage("mirror.example/prefork-sidecar:0.1.0")
            .endInitContainer()
            .endSpec()
            .build();

    assertEquals(mirrored, injected(mirrored));
  }

  @Test
  void staysWithItsContainerWhenAnotherWebhookPutsOneInFront() {
    Pod withMesh =
        new PodBuilder(injected(PLAIN))
            .editSpec()
            .addToContainers(0, new ContainerBuilder().withName("mesh").build())
            .endSpec()
            .build();

    assertEquals(withMesh, injected(withMesh));
  }

  @Test
  void movesToAnotherPortWhenAnotherWebhooksContainerWantsIts() {
    Pod withRival =
        new PodBuilder(injected(PLAIN))
            .editSpec()
            .addNewContainer()
            .withName("rival")
            .addNewPort()
            .withContainerPort(9797)
            .endPort()
            .endContainer()
            .endSpec()
            .build();

    Pod pod = injected(withRival);

    assertEquals("9798", pod.getMetadata().getAnnotations().get("prefork.io/report-port"));
    assertEquals("9798", environment(sidecar(pod)).get("PREFORK_PORT"));
    assertEquals(9798, sidecar(pod).getPorts().get(0).getContainerPort());
    assertEquals(9798, sidecar(pod).getStartupProbe().getHttpGet().getPort().getIntVal());
    assertEquals(pod, injected(pod));
  }

  @Test
  void listensOnTheNextPortThatNobodyDeclares() {
    Pod pod =
        injected(
            """
            containers:
            - name: app
              ports: [{containerPort: 9797}]
            - name: proxy
              ports: [{containerPort: 9798}, {containerPort: 80}]
            """);

    assertEquals("9799", environment(sidecar(pod)).get("PREFORK_PORT"));
  }

  @Test
  void listensWhereOtherPodsOfTheNodesNetworkHardlyDo() {
    String spec = "{hostNetwork: true, containers: [{name: app}]}";
    Pod other = pod(spec);
    other.getMetadata().setGenerateName("other-");

    Integer port = sidecar(injected(spec)).getPorts().get(0).getContainerPort();

    assertNotEquals(sidecar(injected(other)).getPorts().get(0).getContainerPort(), port);
    assertEquals(port, sidecar(injected(spec)).getPorts().get(0).getContainerPort());
  }

  @Test
  void takesANewDirectiveIntoACopyOfAnInjectedPod() {
    Pod copy = injected(PLAIN);

    Pod pod = injected(copy, Policies.policy("web", "mode: Enforce"));

    assertTrue(pod.getMetadata().getAnnotations().get("prefork.io/directive").contains("Enforce"));
    assertEquals(copy.getSpec(), pod.getSpec());
  }
}
