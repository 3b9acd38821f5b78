package io.prefork.policy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubeapitest.junit.EnableKubeAPIServer;
import io.fabric8.kubeapitest.junit.KubeConfig;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.prefork.policy.MemoryPolicySpec.Counters;
import io.prefork.policy.MemoryPolicySpec.Gc;
import io.prefork.policy.MemoryPolicySpec.Mode;
import io.prefork.policy.MemoryPolicySpec.Reclaim;
import io.prefork.policy.MemoryPolicySpec.Sensing;
import io.prefork.policy.MemoryPolicySpec.Server;
import io.prefork.policy.MemoryPolicySpec.Shutdown;
import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.policy.MemoryPolicyStatus.Pods;
import io.prefork.policy.MemoryPolicyStatus.Reclaimed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The resource as a real kube-apiserver treats it. */
@EnableKubeAPIServer
class MemoryPolicyIT {

  private static final Path SAMPLE = Path.of("samples", "memorypolicy.yaml");

  @KubeConfig static String kubeConfigYaml;

  private static PolicyApi api;

  @BeforeAll
  static void connect() throws IOException {
    api = new PolicyApi(kubeConfigYaml);
  }

  @AfterAll
  static void disconnect() {
    api.close();
  }

  @AfterEach
  void deletePolicies() {
    api.deleteAll();
  }

  static List<Mistake> mistakes() {
    return Mistake.all();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void refusesAMistakeNamingFieldAndRemedy(Mistake mistake) {
    String yaml = PolicyYaml.of(mistake.name(), mistake.spec());

    String message =
        assertThrows(KubernetesClientException.class, () -> api.create(yaml)).getMessage();

    assertAll(
        () -> assertTrue(message.contains(mistake.field()), message),
        () -> assertTrue(message.contains(mistake.remedy()), message));
  }

  @Test
  void refusesAnUnknownFieldFromAClientThatDoesNotAsk() {
    String yaml = PolicyYaml.of("careless", Mistake.SELECTOR + "workers: {max: 4, maximum: 8}");

    String message =
        assertThrows(KubernetesClientException.class, () -> api.createCarelessly(yaml))
            .getMessage();

    assertTrue(
        message.contains("spec.workers.maximum: unknown field: remove it, or write one of max"),
        message);
  }

  @Test
  void refusesAFieldThatStandsBesideSpec() {
    String yaml = PolicyYaml.of("beside", Mistake.SELECTOR) + "mode: Enforce\n";

    String message =
        assertThrows(KubernetesClientException.class, () -> api.create(yaml)).getMessage();

    assertTrue(
        message.contains(" mode: unknown field: remove it, or write it below spec"), message);
  }

  static Stream<String> accepted() {
    return Accepted.all();
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void acceptsWhatIsRight(String spec) {
    api.create(PolicyYaml.of("right", spec));
  }

  @Test
  void fillsInTheDefaults() {
    MemoryPolicySpec spec = api.create(PolicyYaml.of("least", Mistake.SELECTOR)).getSpec();

    assertEquals(
        new MemoryPolicySpec(
            spec.selector(),
            null,
            Server.Auto,
            Mode.Observe,
            new Gc(Gc.Mode.Default, Gc.Reenable.Report, null),
            new Shutdown(Shutdown.Mode.Finalize),
            null,
            null,
            Reclaim.Auto,
            Counters.Auto,
            new Sensing("0.15%", Sensing.CollectorFaults.Count)),
        spec);
  }

  @Test
  void readsANumberOfBytesAsText() {
    var policy =
        api.create(PolicyYaml.of("bytes", Mistake.SELECTOR + "rss: {recycleAbove: 419430400}"));

    assertEquals("419430400", policy.getSpec().rss().recycleAbove());
    assertEquals(MemoryPolicySpec.Rss.Metric.USS, policy.getSpec().rss().metric());
  }

  @Test
  void acceptsTheSample() throws IOException {
    MemoryPolicy policy = api.create(Files.readString(SAMPLE));

    assertEquals(Mode.Enforce, policy.getSpec().mode());
    assertEquals(Gc.Mode.Freeze, policy.getSpec().gc().mode());
  }

  @Test
  void keepsStatusApartFromSpec() {
    MemoryPolicy policy = api.create(PolicyYaml.of("apart", Mistake.SELECTOR));
    long generation = policy.getMetadata().getGeneration();

    policy.setStatus(status());
    api.updateStatus(policy);

    MemoryPolicy read = api.get("apart");
    assertEquals(status(), read.getStatus());
    assertEquals(generation, read.getMetadata().getGeneration());

    read.setStatus(null);
    assertEquals(status(), api.update(read).getStatus());
  }

  @Test
  void refusesTwoConditionsOfOneType() {
    MemoryPolicy policy = api.create(PolicyYaml.of("twice", Mistake.SELECTOR));
    policy.setStatus(
        new MemoryPolicyStatus(null, List.of(ready(), ready()), null, null, null, null));

    var refusal = assertThrows(KubernetesClientException.class, () -> api.updateStatus(policy));

    assertTrue(refusal.getMessage().contains("status.conditions[1]"), refusal.getMessage());
  }

  @Test
  void showsInOneLineWhetherItWorksAndHowMuchItGives() throws Exception {
    MemoryPolicy policy = api.create(Files.readString(SAMPLE));
    policy.setStatus(status());
    api.updateStatus(policy);

    var row = api.table().getFirst();

    assertEquals(
        List.of("Name", "MODE", "GC", "PODS", "WORKERS", "SHARED", "RECLAIMED", "AGE"),
        List.copyOf(row.keySet()));
    assertEquals(
        List.of("web", "Enforce", "Freeze", "2/3", 16, "93%", "812Mi"),
        List.copyOf(row.values()).subList(0, 7));
  }

  @Test
  void showsNothingForWhatWasNotMeasured() throws Exception {
    api.create(PolicyYaml.of("new", Mistake.SELECTOR));

    var row = api.table().getFirst();

    assertNull(row.get("SHARED"));
    assertNull(row.get("RECLAIMED"));
  }

  private static MemoryPolicyStatus status() {
    var measurement = new Measurement(2, 8.0, 1L, 2L, 3L, 4L, 0.931, null, 1.5, 0.25, 0.2, 6.0);
    return new MemoryPolicyStatus(
        1L,
        List.of(ready()),
        new Pods(3, 2, 2, 2, 16),
        measurement,
        measurement,
        new Reclaimed(851_443_712L, "812Mi", 425_721_856L, 23_068_672L));
  }

  private static Condition ready() {
    return new ConditionBuilder()
        .withType("Ready")
        .withStatus("True")
        .withReason("Measured")
        .withMessage("2 of 3 pods report")
        .withLastTransitionTime("2026-01-01T00:00:00Z")
        .withObservedGeneration(1L)
        .build();
  }
}
