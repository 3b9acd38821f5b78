package io.prefork.operator.injection;

import static io.prefork.operator.injection.InjectedPods.container;
import static io.prefork.operator.injection.InjectedPods.injected;
import static io.prefork.operator.injection.InjectedPods.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.prefork.operator.policy.Policies;
import io.prefork.policy.MemoryPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UwsgiCeilingTest {

  private static final String FILE = "/etc/prefork.io/uwsgi.ini";
  private static final MemoryPolicy ENFORCED =
      Policies.policy("web", "mode: Enforce\nworkers: {max: 32}\n");

  private static final String SERVED =
      """
      containers:
      - name: app
        image: example/web:1
        command: [uwsgi, --master]
        args: [-p, "4"]
      - name: proxy
        image: example/proxy:1
        command: [uwsgi, --http-socket, ":80"]
      """;

  private static String annotation(Pod pod, String name) {
    return pod.getMetadata().getAnnotations().get(name);
  }

  @Test
  void addsAFileAtTheEndOfTheCommandLine() {
    Pod pod = injected(pod(SERVED), ENFORCED);

    assertEquals(List.of("-p", "4", FILE), container(pod, "app").getArgs());
    assertEquals(List.of("uwsgi", "--master"), container(pod, "app").getCommand());
    assertTrue(annotation(pod, "prefork.io/uwsgi.ini").contains("\nprocesses = 32\n"));
    assertNull(annotation(pod, "prefork.io/ceiling-not-raised"));
  }

  @Test
  void hasTheKubeletLayTheFileFromThePodsAnnotation() {
    Pod pod = injected(pod(SERVED), ENFORCED);

    var volume =
        pod.getSpec().getVolumes().stream()
            .filter(one -> one.getName().equals("prefork-directive"))
            .findFirst()
            .orElseThrow();
    var item = volume.getDownwardAPI().getItems().get(1);
    var mount = container(pod, "app").getVolumeMounts().getLast();
    assertEquals("uwsgi.ini", item.getPath());
    assertEquals("metadata.annotations['prefork.io/uwsgi.ini']", item.getFieldRef().getFieldPath());
    assertEquals("prefork-directive", mount.getName());
    assertEquals("/etc/prefork.io", mount.getMountPath());
    assertTrue(mount.getReadOnly());
  }

  @Test
  void leavesTheOtherContainersAsTheyAre() {
    Pod before = pod(SERVED);

    assertEquals(container(before, "proxy"), container(injected(before, ENFORCED), "proxy"));
  }

  @Test
  void changesNothingOnASecondLook() {
    Pod once = injected(pod(SERVED), ENFORCED);

    assertEquals(once, injected(once, ENFORCED));
  }

  @Test
  void followsACommandLineThatAnotherWebhookHasChanged() {
    Pod once = injected(pod(SERVED), ENFORCED);
    Pod changed =
        new PodBuilder(once)
            .editSpec()
            .editFirstContainer()
            .withArgs("-p", "4", FILE, "--cheaper", "2")
            .endContainer()
            .endSpec()
            .build();

    Pod again = injected(changed, ENFORCED);

    assertEquals(List.of("-p", "4", "--cheaper", "2"), container(again, "app").getArgs());
    assertNull(annotation(again, "prefork.io/uwsgi.ini"));
    assertEquals(
        "the command line has --cheaper, which does not go together with it: remove that option",
        annotation(again, "prefork.io/ceiling-not-raised"));
    assertTrue(
        again.getSpec().getVolumes().stream()
            .filter(volume -> volume.getName().equals("prefork-directive"))
            .allMatch(volume -> volume.getDownwardAPI().getItems().size() == 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mode: Observe\nworkers: {max: 32}\n",
        "mode: Enforce\n",
        "mode: Enforce\nreclaim: Respawns\nworkers: {max: 32}\n",
        "mode: Enforce\nserver: Gunicorn\nworkers: {max: 32}\n",
      })
  void leavesTheSizeOfThePoolToTheServer(String policy) {
    Pod pod = injected(pod(SERVED), Policies.policy("web", policy));

    assertEquals(List.of("-p", "4"), container(pod, "app").getArgs());
    assertNull(annotation(pod, "prefork.io/uwsgi.ini"));
    assertNull(annotation(pod, "prefork.io/ceiling-not-raised"));
  }

  @Test
  void saysNothingOfAHiddenServerThatMayNotBeUwsgi() {
    String hidden = "containers:\n- name: app\n  command: [./start.sh]\n";

    assertFalse(
        injected(pod(hidden), ENFORCED)
            .getMetadata()
            .getAnnotations()
            .containsKey("prefork.io/ceiling-not-raised"));
    assertTrue(
        annotation(
                injected(
                    pod(hidden),
                    Policies.policy("web", "mode: Enforce\nserver: UWSGI\nworkers: {max: 32}\n")),
                "prefork.io/ceiling-not-raised")
            .startsWith("the pod does not show uWSGI's command line"));
  }

  @Test
  void leavesAloneAContainerThatUsesTheFilesPlace() {
    Pod pod =
        injected(
            pod(
                """
                containers:
                - name: app
                  command: [uwsgi, -p, "4"]
                  volumeMounts:
                  - {name: own, mountPath: /etc/prefork.io/}
                volumes:
                - {name: own, emptyDir: {}}
                """),
            ENFORCED);

    assertEquals(
        "container 'app' mounts its volume 'own' at /etc/prefork.io: mount it elsewhere",
        annotation(pod, "prefork.io/ceiling-not-raised"));
    assertEquals(List.of(), container(pod, "app").getArgs());
  }
}
