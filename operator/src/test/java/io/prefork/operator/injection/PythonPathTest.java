package io.prefork.operator.injection;

import static io.prefork.operator.injection.InjectedPods.container;
import static io.prefork.operator.injection.InjectedPods.environment;
import static io.prefork.operator.injection.InjectedPods.injected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonPathTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/srv/app            | /run/prefork.io/python:/srv/app",
        "/srv/app:$(EXTRA)   | /run/prefork.io/python:/srv/app:$(EXTRA)",
        "\"\"                | /run/prefork.io/python",
      })
  void standsInFrontOfWhatTheContainerHas(String declared, String merged) {
    Container app = app("env: [{name: PYTHONPATH, value: '%s'}]".formatted(declared));

    assertEquals(merged, environment(app).get("PYTHONPATH"));
  }

  @Test
  void keepsAValueFromElsewhereUnderAnotherNameAndRefersToIt() {
    Container app =
        app(
            """
            env:
            - name: FIRST
              value: "1"
            - name: PYTHONPATH
              valueFrom: {configMapKeyRef: {name: paths, key: python}}
            """);

    assertEquals(
        List.of(
            "FIRST", "PREFORK_INHERITED_PYTHONPATH", "PYTHONPATH", "PREFORK_DIR", "UWSGI_STATS"),
        app.getEnv().stream().map(EnvVar::getName).toList());
    assertEquals("paths", app.getEnv().get(1).getValueFrom().getConfigMapKeyRef().getName());
    assertEquals(
        "/run/prefork.io/python:$(PREFORK_INHERITED_PYTHONPATH)",
        environment(app).get("PYTHONPATH"));
  }

  @Test
  void isLeftAloneWhereItsSourceMayBeAbsent() {
    Pod pod =
        injected(
            """
            containers:
            - name: app
              env:
              - name: PYTHONPATH
                valueFrom: {secretKeyRef: {name: paths, key: python, optional: true}}
            """);

    assertFalse(environment(container(pod, "app")).containsKey("PYTHONPATH"));
    String note = pod.getMetadata().getAnnotations().get(Injection.PARTLY_INJECTED);
    assertTrue(note.contains("PYTHONPATH of container 'app'"), note);
    assertEquals(pod, injected(pod));
  }

  @Test
  void refersToWhatAConfigMapMayBring() {
    Container app = app("envFrom: [{configMapRef: {name: settings}}]");

    assertEquals("/run/prefork.io/python:$(PYTHONPATH)", environment(app).get("PYTHONPATH"));
  }

  @Test
  void doesNotReferToAMapWhosePrefixCannotGiveTheName() {
    Container app = app("envFrom: [{prefix: DB_, configMapRef: {name: settings}}]");

    assertEquals("/run/prefork.io/python", environment(app).get("PYTHONPATH"));
  }

  @Test
  void mergesTheLastOfSeveralSinceThatOneCounts() {
    Container app = app("env: [{name: PYTHONPATH, value: /a}, {name: PYTHONPATH, value: /b}]");

    assertEquals(
        List.of("/a", "/run/prefork.io/python:/b"),
        app.getEnv().stream()
            .filter(variable -> variable.getName().equals("PYTHONPATH"))
            .map(EnvVar::getValue)
            .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "env: [{name: PYTHONPATH, value: /srv/app}]",
        "env: [{name: PYTHONPATH, valueFrom: {configMapKeyRef: {name: paths, key: python}}}]",
        "envFrom: [{configMapRef: {name: settings}}]",
      })
  void isMergedOnce(String environment) {
    Pod once = injected(spec(environment));

    assertEquals(once, injected(once));
  }

  @Test
  void theContainersOwnStatisticsAddressStays() {
    Container app = app("env: [{name: UWSGI_STATS, value: ':1717'}]");

    assertEquals(":1717", environment(app).get("UWSGI_STATS"));
  }

  @Test
  void aStatisticsAddressThatAConfigMapMayBringIsNotReplaced() {
    Pod pod = injected(spec("envFrom: [{configMapRef: {name: settings}}]"));

    assertFalse(environment(container(pod, "app")).containsKey("UWSGI_STATS"));
    String note = pod.getMetadata().getAnnotations().get(Injection.PARTLY_INJECTED);
    assertTrue(note.contains("UWSGI_STATS=/run/prefork.io/uwsgi-stats.sock"), note);
  }

  private static Container app(String environment) {
    return container(injected(spec(environment)), "app");
  }

  private static String spec(String environment) {
    return "containers:\n- name: app\n" + environment.indent(2);
  }
}
