package io.prefork.operator.webhook;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubeapitest.junit.EnableKubeAPIServer;
import io.fabric8.kubeapitest.junit.KubeConfig;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.javaoperatorsdk.webhook.admission.Operation;
import io.javaoperatorsdk.webhook.admission.mutation.DefaultAdmissionRequestMutator;
import io.prefork.operator.admission.AdmissionServer;
import io.prefork.operator.certificate.CertificateRotation;
import io.prefork.operator.injection.Injection;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Somebody else's webhook changes the pod after ours, and the API server asks us again. */
@EnableKubeAPIServer
class ReinvocationIT {

  private static final String NAMESPACE = "shop";

  @KubeConfig static String kubeConfigYaml;

  @Test
  void agreesWithAMeshThatPutsItsContainerFirstAndWantsThePort() throws IOException {
    try (ApiServer api = new ApiServer(kubeConfigYaml)) {
      api.namespace(NAMESPACE, Map.of());
      api.namespace("mesh", Map.of());
      api.createPolicy(
          NAMESPACE,
          "web",
          "{selector: {matchLabels: {app: web}}, mode: Enforce, workers: {max: 32}}");
      try (CertificateRotation certificates =
              new CertificateRotation(
                  api.client(),
                  "mesh",
                  List.of("localhost"),
                  Clock.systemUTC(),
                  Duration.ofMillis(200));
          Webhook webhook = api.startWebhook(Clock.systemUTC());
          AdmissionServer mesh =
              AdmissionServer.start(
                  0,
                  certificates.sslContext(),
                  new DefaultAdmissionRequestMutator<>(ReinvocationIT::withProxy))) {
        certificates.start(() -> {});
        await().until(() -> certificates.caBundle().isPresent());
        register(api, mesh.port(), certificates.caBundle().orElseThrow());

        await().until(() -> both(pod(api)));

        Pod pod = pod(api);
        assertEquals("9798", pod.getMetadata().getAnnotations().get("prefork.io/report-port"));
        assertTrue(
            pod.getMetadata()
                .getAnnotations()
                .get("prefork.io/directive")
                .contains("\"container\":\"app\""));
        assertEquals(
            List.of("prefork-sidecar"),
            pod.getSpec().getInitContainers().stream().map(Container::getName).toList());
        assertEquals(List.of("directive.json", "memory-limit", "uwsgi.ini"), downwardFiles(pod));
        await().until(webhook::ready);
      }
    }
  }

  private static List<String> downwardFiles(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getDownwardAPI() != null)
        .flatMap(volume -> volume.getDownwardAPI().getItems().stream())
        .map(DownwardAPIVolumeFile::getPath)
        .toList();
  }

  private static boolean both(Pod pod) {
    return Injection.isInjected(pod) && pod.getSpec().getContainers().size() == 2;
  }

  private static Pod pod(ApiServer api) {
    return api.tryPod(
        NAMESPACE,
        "web",
        """
        containers:
        - {name: app, image: a, command: [uwsgi], args: [-p, '4'], resources: {limits: {memory: 1Gi}}}
        """);
  }

  private static Pod withProxy(Pod pod, Operation operation) {
    return pod.getSpec().getContainers().getFirst().getName().equals("proxy")
        ? pod
        : new PodBuilder(pod).editSpec().addToContainers(0, proxy()).endSpec().build();
  }

  private static Container proxy() {
    return new ContainerBuilder()
        .withName("proxy")
        .withImage("example/proxy:1")
        .addNewPort()
        .withContainerPort(9797)
        .endPort()
        .build();
  }

  private static void register(ApiServer api, int port, String caBundle) {
    api.client()
        .resource(
            api.read(
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: z-mesh}
                webhooks:
                - name: mesh.example.com
                  clientConfig: {url: "https://localhost:%d/inject", caBundle: %s}
                  rules:
                  - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
                  sideEffects: None
                  admissionReviewVersions: [v1]
                """
                    .formatted(port, caBundle),
                MutatingWebhookConfiguration.class))
        .create();
  }
}
