package io.prefork.operator.webhook;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.webhook.admission.AdmissionRequestHandler;
import io.javaoperatorsdk.webhook.admission.mutation.DefaultAdmissionRequestMutator;
import io.prefork.operator.admission.AdmissionServer;
import io.prefork.operator.certificate.LoopbackTls;
import io.prefork.operator.injection.PodInjector;
import io.prefork.operator.injection.Surroundings;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicySpec;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Answers reviews of its own making, over TLS like the true ones, before the first true one comes:
 * a JVM takes seconds for the first that it later takes milliseconds for, and the API server does
 * not wait for seconds.
 */
final class Rehearsal {

  /** The first takes thirty times as long as the second; after a few it hardly falls further. */
  private static final int ROUNDS = 5;

  private static final String NAMESPACE = "rehearsal";

  private Rehearsal() {}

  /**
   * Plays all rounds.
   *
   * @throws IOException when it fails, which says nothing about true reviews
   */
  static void play(PodInjector injector) throws IOException {
    LoopbackTls tls = new LoopbackTls();
    Surroundings surroundings = Surroundings.of(policy());
    AdmissionRequestHandler handler =
        request ->
            new DefaultAdmissionRequestMutator<Pod>(
                    (pod, _) -> injector.inject(pod, surroundings).pod())
                .handle(request);
    byte[] request = request();
    SSLContext client = tls.client();
    try (AdmissionServer stage = AdmissionServer.start(0, tls.server(), handler)) {
      for (int round = 0; round < ROUNDS; round++) {
        post(client, stage.port(), request);
      }
    }
  }

  private static void post(SSLContext client, int port, byte[] request) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request);
      socket.getInputStream().readAllBytes();
    }
  }

  private static byte[] request() {
    AdmissionReview review =
        new AdmissionReviewBuilder()
            .withNewRequest()
            .withUid("rehearsal")
            .withOperation("CREATE")
            .withNamespace(NAMESPACE)
            .withObject(pod())
            .endRequest()
            .build();
    byte[] body = new KubernetesSerialization().asJson(review).getBytes(StandardCharsets.UTF_8);
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
            .formatted(AdmissionServer.PATH, body.length);
    return (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }

  private static Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withGenerateName("web-")
        .withNamespace(NAMESPACE)
        .addToLabels("app", "web")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("app")
        .addNewEnv()
        .withName("PYTHONPATH")
        .withValue("/srv")
        .endEnv()
        .endContainer()
        .endSpec()
        .build();
  }

  private static MemoryPolicy policy() {
    MemoryPolicy policy = new MemoryPolicy();
    policy.getMetadata().setName("rehearsal");
    policy.getMetadata().setNamespace(NAMESPACE);
    policy.setSpec(
        new MemoryPolicySpec(
            new LabelSelectorBuilder().withMatchLabels(Map.of("app", "web")).build(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null));
    return policy;
  }
}
