package io.prefork.operator.webhook;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.micrometer.core.instrument.MeterRegistry;
import io.prefork.operator.admission.AdmissionServer;
import io.prefork.operator.admission.PodAdmission;
import io.prefork.operator.certificate.CertificateRotation;
import io.prefork.operator.injection.PodInjector;
import io.prefork.operator.injection.Surroundings;
import io.prefork.policy.MemoryPolicy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything of admission, wired: certificates, server, what it goes by, and the configuration by
 * which the API server calls it. Independent of leadership: every replica serves.
 */
public final class Webhook implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final String namespace;
  private final Endpoint endpoint;
  private final PodInjector injector;
  private final SharedIndexInformer<MemoryPolicy> policies;
  private final SharedIndexInformer<LimitRange> limitRanges;
  private final CertificateRotation certificates;
  private final WebhookConfigurationKeeper configuration;
  private final AdmissionServer server;
  private volatile boolean rehearsed;

  private Webhook(
      KubernetesClient client,
      String namespace,
      Endpoint endpoint,
      int port,
      PodInjector injector,
      MeterRegistry metrics,
      Clock clock,
      Duration interval)
      throws IOException {
    this.namespace = namespace;
    this.endpoint = endpoint;
    this.injector = injector;
    policies = informer(client, MemoryPolicy.class);
    limitRanges = informer(client, LimitRange.class);
    certificates = new CertificateRotation(client, namespace, endpoint.names(), clock, interval);
    configuration = new WebhookConfigurationKeeper(client, this::entries, interval);
    server =
        AdmissionServer.start(
            port,
            certificates.sslContext(),
            new PodAdmission(injector, this::surroundings, metrics));
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
    return start(
        client,
        namespace,
        Endpoint.ofService(namespace),
        port,
        new PodInjector(sidecarImage),
        metrics,
        Clock.systemUTC(),
        INTERVAL);
  }

  /**
   * Starts to serve at any endpoint.
   *
   * @param clock by which certificates expire
   * @param interval between two looks at what this keeps in the API server
   */
  static Webhook start(
      KubernetesClient client,
      String namespace,
      Endpoint endpoint,
      int port,
      PodInjector injector,
      MeterRegistry metrics,
      Clock clock,
      Duration interval)
      throws IOException {
    Webhook webhook =
        new Webhook(client, namespace, endpoint, port, injector, metrics, clock, interval);
    webhook.begin();
    return webhook;
  }

  /** Whether the server has a certificate, knows what to go by, and answers fast by now. */
  public boolean ready() {
    return certificates.caBundle().isPresent()
        && policies.hasSynced()
        && limitRanges.hasSynced()
        && rehearsed;
  }

  @Override
  public void close() {
    configuration.close();
    certificates.close();
    policies.close();
    limitRanges.close();
    server.close();
  }

  private void begin() {
    Thread.ofVirtual().start(this::rehearse);
    configuration.start();
    certificates.start(configuration::wantedChanged);
    policies.addEventHandler(telling(configuration::wantedChanged));
    policies.start().thenRun(configuration::wantedChanged);
    limitRanges.start();
  }

  private void rehearse() {
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

  private Surroundings surroundings() {
    return new Surroundings(policies.getStore().list(), limitRanges.getStore().list());
  }

  private Optional<List<MutatingWebhook>> entries() {
    return policies.hasSynced()
        ? certificates
            .caBundle()
            .map(caBundle ->
                WebhookEntries.of(
                    policies.getStore().list(), namespace, endpoint.trusting(caBundle)))
        : Optional.empty();
  }

  /** The API server may be away, or a right or the CRD still be missing: it goes on trying. */
  private static <T extends HasMetadata> SharedIndexInformer<T> informer(
      KubernetesClient client, Class<T> type) {
    return client
        .resources(type)
        .inAnyNamespace()
        .runnableInformer(0)
        .exceptionHandler((_, _) -> true);
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
