package io.prefork.operator.webhook;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.micrometer.core.instrument.MeterRegistry;
import io.prefork.operator.admission.AdmissionServer;
import io.prefork.operator.admission.PodAdmission;
import io.prefork.operator.certificate.CertificateRotation;
import io.prefork.operator.injection.PodInjector;
import io.prefork.policy.MemoryPolicy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything of admission, wired: certificates, server, the policies it goes by, and the
 * configuration by which the API server calls it. Independent of leadership: every replica serves.
 */
public final class Webhook implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final SharedIndexInformer<MemoryPolicy> policies;
  private final CertificateRotation certificates;
  private final WebhookConfigurationKeeper configuration;
  private final AdmissionServer server;
  private volatile boolean rehearsed;

  private Webhook(
      SharedIndexInformer<MemoryPolicy> policies,
      CertificateRotation certificates,
      WebhookConfigurationKeeper configuration,
      AdmissionServer server) {
    this.policies = policies;
    this.certificates = certificates;
    this.configuration = configuration;
    this.server = server;
  }

  /**
   * Starts to serve behind the Service {@code prefork-operator}. Does not wait for anything to be
   * there: see {@link #ready()}.
   *
   * @param namespace the operator's own
   * @param sidecarImage reference of the image that is injected
   * @param port to listen on
   * @throws IOException when the port cannot be had
   */
  public static Webhook start(
      KubernetesClient client,
      String namespace,
      String sidecarImage,
      int port,
      MeterRegistry metrics)
      throws IOException {
    String host = "prefork-operator.%s.svc".formatted(namespace);
    return start(
        client,
        namespace,
        sidecarImage,
        port,
        metrics,
        Clock.systemUTC(),
        INTERVAL,
        List.of(host, host + ".cluster.local"),
        _ -> byService(namespace));
  }

  /**
   * Starts to serve at any endpoint.
   *
   * @param clock by which certificates expire
   * @param interval between two looks at what this keeps in the API server
   * @param names DNS names and IP addresses of the endpoint
   * @param endpoint from the port that is listened on, the way by which the API server gets there
   */
  static Webhook start(
      KubernetesClient client,
      String namespace,
      String sidecarImage,
      int port,
      MeterRegistry metrics,
      Clock clock,
      Duration interval,
      List<String> names,
      Function<Integer, WebhookClientConfig> endpoint)
      throws IOException {
    PodInjector injector = new PodInjector(sidecarImage);
    SharedIndexInformer<MemoryPolicy> policies =
        client.resources(MemoryPolicy.class).inAnyNamespace().runnableInformer(0);
    CertificateRotation certificates =
        new CertificateRotation(client, namespace, names, clock, interval);
    AdmissionServer server =
        AdmissionServer.start(
            port,
            certificates.sslContext(),
            new PodAdmission(injector, () -> policies.getStore().list(), metrics));
    WebhookClientConfig unsigned = endpoint.apply(server.port());
    WebhookConfigurationKeeper configuration =
        new WebhookConfigurationKeeper(
            client,
            () ->
                policies.hasSynced()
                    ? certificates.caBundle().map(ca -> entries(policies, namespace, unsigned, ca))
                    : Optional.empty(),
            interval);
    Webhook webhook = new Webhook(policies, certificates, configuration, server);
    webhook.begin();
    Thread.ofVirtual().start(() -> webhook.rehearse(injector));
    return webhook;
  }

  /** Whether the server has a certificate, knows the policies, and answers fast by now. */
  public boolean ready() {
    return certificates.caBundle().isPresent() && policies.hasSynced() && rehearsed;
  }

  @Override
  public void close() {
    configuration.close();
    certificates.close();
    policies.close();
    server.close();
  }

  private void begin() {
    configuration.start();
    certificates.start(configuration::wantedChanged);
    policies.addEventHandler(telling(configuration::wantedChanged));
    // The API server may be away or the CRD may still be missing: go on trying.
    policies.exceptionHandler((_, _) -> true).start().thenRun(configuration::wantedChanged);
  }

  private void rehearse(PodInjector injector) {
    try {
      Rehearsal.play(injector);
    } catch (IOException | RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("cause", e)
          .log("no rehearsal: the first pods may be created without injection");
    } finally {
      rehearsed = true;
    }
  }

  private static List<MutatingWebhook> entries(
      SharedIndexInformer<MemoryPolicy> policies,
      String namespace,
      WebhookClientConfig unsigned,
      String caBundle) {
    return WebhookEntries.of(
        policies.getStore().list(),
        namespace,
        new WebhookClientConfigBuilder(unsigned).withCaBundle(caBundle).build());
  }

  private static WebhookClientConfig byService(String namespace) {
    return new WebhookClientConfigBuilder()
        .withNewService()
        .withName("prefork-operator")
        .withNamespace(namespace)
        .withPort(443)
        .withPath(AdmissionServer.PATH)
        .endService()
        .build();
  }

  private static ResourceEventHandler<MemoryPolicy> telling(Runnable listener) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(MemoryPolicy policy) {
        listener.run();
      }

      @Override
      public void onUpdate(MemoryPolicy before, MemoryPolicy policy) {
        listener.run();
      }

      @Override
      public void onDelete(MemoryPolicy policy, boolean finalStateUnknown) {
        listener.run();
      }
    };
  }
}
