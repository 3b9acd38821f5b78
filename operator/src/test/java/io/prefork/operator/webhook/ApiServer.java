package io.prefork.operator.webhook;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prefork.operator.ApiServerClient;
import io.prefork.operator.admission.AdmissionServer;
import io.prefork.operator.injection.PodInjector;
import io.prefork.policy.MemoryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real API server with the CRD and the operator's rights, and what the tests do to it. */
final class ApiServer implements AutoCloseable {

  /** Has the operator's own rights and no others. */
  private static final String OPERATOR = "system:serviceaccount:prefork-system:prefork-operator";

  static final String OPERATOR_NAMESPACE = "prefork-system";
  static final String SIDECAR_IMAGE = "localhost/prefork-sidecar:0.1.0";

  private static final Duration INTERVAL = Duration.ofMillis(200);

  private static final Path BASE = Path.of("..", "deploy", "base");
  private static final List<String> MANIFESTS =
      List.of(
          "namespace.yaml",
          "service-account.yaml",
          "rbac.yaml",
          "tls-secret.yaml",
          "webhook-configuration.yaml");

  private final KubernetesClient client;
  private final KubernetesClient operator;

  ApiServer(String kubeConfigYaml) throws IOException {
    client = ApiServerClient.withCrd(kubeConfigYaml);
    for (String manifest : MANIFESTS) {
      try (InputStream yaml = Files.newInputStream(BASE.resolve(manifest))) {
        client.load(yaml).serverSideApply();
      }
    }
    operator = ApiServerClient.as(OPERATOR, kubeConfigYaml);
  }

  KubernetesClient client() {
    return client;
  }

  void namespace(String name, Map<String, String> labels) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build())
        .create();
  }

  /** Starts the operator's side of admission, reached by URL as it runs outside the cluster. */
  Webhook startWebhook(Clock clock) throws IOException {
    int port = freePort();
    return Webhook.start(
        operator,
        OPERATOR_NAMESPACE,
        endpoint(port),
        port,
        new PodInjector(SIDECAR_IMAGE),
        new SimpleMeterRegistry(),
        clock,
        INTERVAL);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Endpoint endpoint(int port) {
    return new Endpoint(
        List.of("localhost"),
        new WebhookClientConfigBuilder()
            .withUrl("https://localhost:%d%s".formatted(port, AdmissionServer.PATH))
            .build());
  }

  /**
   * @param spec YAML
   */
  MemoryPolicy createPolicy(String namespace, String name, String spec) {
    return client
        .resource(
            read(
                """
                apiVersion: prefork.io/v1alpha1
                kind: MemoryPolicy
                metadata: {name: %s, namespace: %s}
                spec: %s
                """
                    .formatted(name, namespace, spec),
                MemoryPolicy.class))
        .create();
  }

  /** Creates a pod with a generated name, as a controller does. */
  Pod createPod(String namespace, String app, String spec) {
    return client.resource(pod(namespace, app, spec)).create();
  }

  /** What a pod would become, without creating it. */
  Pod tryPod(String namespace, String app, String spec) {
    return client.resource(pod(namespace, app, spec)).dryRun().create();
  }

  private Pod pod(String namespace, String app, String spec) {
    return read(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          generateName: web-
          namespace: %s
          labels: {app: %s}
        spec:
        %s
        """
            .formatted(namespace, app, spec.indent(2)),
        Pod.class);
  }

  <T> T read(String yaml, Class<T> type) {
    return client.getKubernetesSerialization().unmarshal(yaml, type);
  }

  @Override
  public void close() {
    operator.close();
    client.close();
  }
}
