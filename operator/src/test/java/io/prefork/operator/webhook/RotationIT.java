package io.prefork.operator.webhook;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.fabric8.kubeapitest.junit.EnableKubeAPIServer;
import io.fabric8.kubeapitest.junit.KubeConfig;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.prefork.operator.certificate.CertificateRotation;
import io.prefork.operator.injection.Injection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Certificates come and go, replicas too; the API server goes on asking, and where it cannot, pods
 * are created all the same.
 */
@EnableKubeAPIServer
class RotationIT {

  private static final String NAMESPACE = "shop";
  private static final String SPEC = "containers: [{name: app, image: example/web:1}]";

  @KubeConfig static String kubeConfigYaml;

  /** The API server goes by the true time, so that the operator's starts in the past. */
  @Test
  void goesOnBeingAskedWhileItsCertificatesAreReplaced() throws IOException {
    Instant now = Instant.now();
    SetClock clock = new SetClock(now.minus(Duration.ofDays(300)));
    try (ApiServer api = new ApiServer(kubeConfigYaml)) {
      api.namespace(NAMESPACE, Map.of());
      api.createPolicy(NAMESPACE, "web", "{selector: {matchLabels: {app: web}}}");
      try (Webhook _ = api.startWebhook(clock)) {
        await().until(() -> trustedAuthorities(api) == 1);
        assertFalse(
            Injection.isInjected(api.createPod(NAMESPACE, "web", SPEC)),
            "the certificate has expired, and the pod is created without injection");

        clock.set(now);
        await().until(() -> trustedAuthorities(api) == 2);
        await().until(() -> Injection.isInjected(api.tryPod(NAMESPACE, "web", SPEC)));
        String announced = secret(api).getData().get("next-authority.crt");

        clock.set(now.plus(Duration.ofHours(1)));
        await().until(() -> announced.equals(secret(api).getData().get("authority.crt")));
        assertEquals(2, trustedAuthorities(api));
        await().until(() -> Injection.isInjected(api.tryPod(NAMESPACE, "web", SPEC)));
        assertFalse(secret(api).getData().containsKey("next-authority.crt"));
      }

      assertFalse(
          Injection.isInjected(api.createPod(NAMESPACE, "web", SPEC)),
          "nobody answers, and the pod is created without injection");

      String before = secret(api).getData().get("tls.crt");
      try (Webhook first = api.startWebhook(Clock.systemUTC());
          Webhook second = api.startWebhook(Clock.systemUTC())) {
        await().until(() -> first.ready() && second.ready());
        await().until(() -> Injection.isInjected(api.tryPod(NAMESPACE, "web", SPEC)));
        assertEquals(before, secret(api).getData().get("tls.crt"), "replicas share what is there");
      }

      spoilSecret(api);
      try (Webhook _ = api.startWebhook(Clock.systemUTC())) {
        await().until(() -> Injection.isInjected(api.tryPod(NAMESPACE, "web", SPEC)));
        assertNotEquals(before, secret(api).getData().get("tls.crt"));
      }
    }
  }

  private static int trustedAuthorities(ApiServer api) {
    var configuration =
        api.client()
            .admissionRegistration()
            .v1()
            .mutatingWebhookConfigurations()
            .withName(WebhookConfigurationKeeper.NAME)
            .get();
    if (configuration == null || configuration.getWebhooks().isEmpty()) {
      return 0;
    }
    String bundle = configuration.getWebhooks().get(0).getClientConfig().getCaBundle();
    String pem = new String(Base64.getDecoder().decode(bundle), StandardCharsets.US_ASCII);
    return pem.split("BEGIN CERTIFICATE", -1).length - 1;
  }

  private static Secret secret(ApiServer api) {
    return api.client()
        .secrets()
        .inNamespace(ApiServer.OPERATOR_NAMESPACE)
        .withName(CertificateRotation.SECRET)
        .get();
  }

  private static void spoilSecret(ApiServer api) {
    api.client()
        .secrets()
        .inNamespace(ApiServer.OPERATOR_NAMESPACE)
        .withName(CertificateRotation.SECRET)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"tls.key\":\"c3BvaWxlZA==\"}}");
  }

  /** Shows the time that it was last set to. */
  private static final class SetClock extends Clock {

    private volatile Instant instant;

    private SetClock(Instant instant) {
      this.instant = instant;
    }

    private void set(Instant instant) {
      this.instant = instant;
    }

    @Override
    public Instant instant() {
      return instant;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("only instants are asked for");
    }
  }
}
