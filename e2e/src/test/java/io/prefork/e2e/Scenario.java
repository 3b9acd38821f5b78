package io.prefork.e2e;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.prefork.protocol.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * One scenario: its manifests under {@code src/test/resources/NAME}, in a namespace of its own that
 * goes with it.
 */
final class Scenario implements AutoCloseable {

  private static final String SIDECAR = "prefork-sidecar";

  private final KubernetesClient client;
  private final String name;
  private final String namespace;

  Scenario(KubernetesClient client, String name) {
    this(client, name, Map.of());
  }

  /**
   * @param labels of the namespace
   */
  Scenario(KubernetesClient client, String name, Map<String, String> labels) {
    this.client = client;
    this.name = name;
    this.namespace = "e2e-" + name + "-" + Long.toString(System.nanoTime(), 36);
    client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .withLabels(labels)
                .endMetadata()
                .build())
        .create();
    await(
        "service account of " + namespace,
        () -> client.serviceAccounts().inNamespace(namespace).withName("default").get() != null);
  }

  String namespace() {
    return namespace;
  }

  /** Creates what the manifest says, in this scenario's namespace. */
  void apply(String manifest) {
    try (var stream = Scenario.class.getResourceAsStream("/" + name + "/" + manifest)) {
      client.load(stream).inNamespace(namespace).serverSideApply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until a pod with label {@code app} that is created now would get the sidecar. */
  void awaitAdmission(String app) {
    await("admission of app=" + app, () -> hasSidecar(dryRun(app)));
  }

  private Pod dryRun(String app) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("probe")
            .addToLabels("app", app)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("app")
            .withImage("none")
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(1000L)
            .withAllowPrivilegeEscalation(false)
            .withNewCapabilities()
            .addToDrop("ALL")
            .endCapabilities()
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .endContainer()
            .endSpec()
            .build();
    return client.pods().inNamespace(namespace).resource(pod).dryRun().create();
  }

  Pod awaitReady(String pod) {
    return client.pods().inNamespace(namespace).withName(pod).waitUntilReady(120, TimeUnit.SECONDS);
  }

  /** What the pod's sidecar reports now, through the API server's proxy. */
  static Report report(KubernetesClient client, String namespace, String pod) {
    var port =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .get()
            .getMetadata()
            .getAnnotations()
            .get(Report.PORT_ANNOTATION);
    var path = "/api/v1/namespaces/" + namespace + "/pods/" + pod + ":" + port + "/proxy/report";
    return Serialization.unmarshal(client.raw(path), Report.class);
  }

  static boolean hasSidecar(Pod pod) {
    return pod.getSpec().getInitContainers().stream().anyMatch(c -> c.getName().equals(SIDECAR));
  }

  static Optional<ContainerStateTerminated> terminated(Pod pod, String container) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(s -> s.getName().equals(container))
        .map(s -> s.getState().getTerminated())
        .filter(t -> t != null)
        .findFirst();
  }

  /** Waits until it holds; fails after two minutes, naming {@code what}. */
  static void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .until(condition::getAsBoolean);
  }

  @Override
  public void close() {
    client.namespaces().withName(namespace).withGracePeriod(0).delete();
  }
}
