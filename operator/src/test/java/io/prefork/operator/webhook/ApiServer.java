package io.prefork.operator.webhook;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prefork.operator.ApiServerClient;
import io.prefork.operator.admission.AdmissionServer;
import io.prefork.policy.MemoryPolicy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real API server with the CRD, and what the tests do to it. */
final class ApiServer implements AutoCloseable {

  static final String OPERATOR_NAMESPACE = "prefork-system";
  static final String SIDECAR_IMAGE = "localhost/prefork-sidecar:0.1.0";

  private static final Duration INTERVAL = Duration.ofMillis(200);

  private final KubernetesClient client;

  ApiServer(String kubeConfigYaml) throws IOException {
    client = ApiServerClient.withCrd(kubeConfigYaml);
    namespace(OPERATOR_NAMESPACE, Map.of());
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
    return Webhook.start(
        client,
        OPERATOR_NAMESPACE,
        SIDECAR_IMAGE,
        0,
        new SimpleMeterRegistry(),
        clock,
        INTERVAL,
        List.of("localhost"),
        ApiServer::byUrl);
  }

  private static WebhookClientConfig byUrl(int port) {
    return new WebhookClientConfigBuilder()
        .withUrl("https://localhost:%d%s".formatted(port, AdmissionServer.PATH))
        .build();
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
    client.close();
  }
}
