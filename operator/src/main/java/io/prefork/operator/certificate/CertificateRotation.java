package io.prefork.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Secret's certificates fresh and in use. Every replica runs one; whoever writes first
 * wins, and the others take what they find.
 */
public final class CertificateRotation implements AutoCloseable {

  /** Name of the Secret that the replicas share. */
  public static final String SECRET = "prefork-operator-tls";

  private static final Logger LOG = LoggerFactory.getLogger(CertificateRotation.class);

  private final KubernetesClient client;
  private final String namespace;
  private final List<String> names;
  private final Clock clock;
  private final Duration interval;
  private final CertificateIssuer issuer = new CertificateIssuer();
  private final ServingKey servingKey = new ServingKey();
  private final AtomicReference<String> caBundle = new AtomicReference<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("certificates").factory());
  private Runnable onTrustChanged = () -> {};

  /**
   * @param namespace of the Secret
   * @param names DNS names and IP addresses that the API server reaches this server by
   * @param interval between two looks at the Secret: how long another replica's new certificate may
   *     take to be in use here
   */
  public CertificateRotation(
      KubernetesClient client,
      String namespace,
      List<String> names,
      Clock clock,
      Duration interval) {
    this.client = client;
    this.namespace = namespace;
    this.names = List.copyOf(names);
    this.clock = clock;
    this.interval = interval;
  }

  /**
   * Begins to look, at once and then regularly; does not wait and does not throw.
   *
   * @param trustChanged called whenever {@link #caBundle()} has changed, from the timer's thread
   */
  public void start(Runnable trustChanged) {
    onTrustChanged = trustChanged;
    timer.scheduleWithFixedDelay(this::checkAndLog, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** For the listener; shows whatever certificate is current at the time of a handshake. */
  public SSLContext sslContext() {
    return servingKey.sslContext();
  }

  /** The authorities to trust, PEM in base64 as {@code caBundle} wants it; empty until known. */
  public Optional<String> caBundle() {
    return Optional.ofNullable(caBundle.get());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void checkAndLog() {
    try {
      check();
    } catch (RuntimeException e) {
      if (timer.isShutdown()) {
        return;
      }
      LOG.atError()
          .addKeyValue("secret", namespace + "/" + SECRET)
          .addKeyValue("cause", e.getMessage())
          .log("certificates cannot be kept, nor new ones taken into use; trying again");
    }
  }

  /** Does what is due, and takes what the Secret holds into use. */
  synchronized void check() {
    Secret secret = secret().get();
    Optional<TlsState> found = found(secret);
    TlsState current = withStepsDone(found);
    if (found.isEmpty() || current != found.get()) {
      if (!written(secret, current)) {
        return;
      }
    }
    servingKey.use(current.serving());
    String bundle = TlsSecret.base64(TlsSecret.pem(current.trusted()));
    if (!bundle.equals(caBundle.getAndSet(bundle))) {
      onTrustChanged.run();
    }
  }

  private static Optional<TlsState> found(Secret secret) {
    try {
      return secret == null ? Optional.empty() : TlsSecret.decode(secret.getData());
    } catch (UnreadableSecretException e) {
      LOG.atError()
          .addKeyValue("secret", secret.getMetadata().getNamespace() + "/" + SECRET)
          .addKeyValue("cause", e.getMessage())
          .log("the certificates are unreadable and made anew");
      return Optional.empty();
    }
  }

  private TlsState withStepsDone(Optional<TlsState> found) {
    Instant now = clock.instant();
    TlsState state = found.orElseGet(() -> RotationPlan.anew(names, issuer, now));
    Optional<RotationPlan.Step> due = RotationPlan.due(state, names, now);
    while (due.isPresent()) {
      LOG.atInfo()
          .addKeyValue("secret", namespace + "/" + SECRET)
          .addKeyValue("step", due.get())
          .log("certificates change");
      state = RotationPlan.after(due.get(), state, names, issuer, now);
      due = RotationPlan.due(state, names, now);
    }
    return state;
  }

  /** Whether this replica was the one to write; if another was, its work is found next time. */
  private boolean written(Secret found, TlsState state) {
    Secret secret =
        new SecretBuilder(found == null ? new Secret() : found)
            .editOrNewMetadata()
            .withName(SECRET)
            .withNamespace(namespace)
            .endMetadata()
            .withData(TlsSecret.encode(state))
            .build();
    try {
      Resource<Secret> resource = client.secrets().resource(secret);
      if (found == null) {
        resource.create();
      } else {
        resource.lockResourceVersion(found.getMetadata().getResourceVersion()).update();
      }
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      timer.schedule(this::checkAndLog, 0, TimeUnit.MILLISECONDS);
      return false;
    }
  }

  private Resource<Secret> secret() {
    return client.secrets().inNamespace(namespace).withName(SECRET);
  }
}
