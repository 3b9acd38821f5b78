package io.prefork.operator.webhook;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the MutatingWebhookConfiguration as it is wanted: looks when told to and once in a while,
 * and writes only where there is a difference. Every replica may run one; they want the same.
 */
public final class WebhookConfigurationKeeper implements AutoCloseable {

  /** Name of the configuration, and of the field manager that owns its entries. */
  public static final String NAME = "prefork-operator";

  private static final Logger LOG = LoggerFactory.getLogger(WebhookConfigurationKeeper.class);

  private final KubernetesClient client;
  private final Supplier<Optional<List<MutatingWebhook>>> wanted;
  private final Duration interval;
  private final AtomicBoolean pending = new AtomicBoolean();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("webhook-configuration").factory());

  /**
   * @param wanted the entries that there shall be; empty while that is not known yet
   * @param interval after which it looks even when not told to: how long someone else's change to
   *     the configuration may last, and the time between two tries
   */
  public WebhookConfigurationKeeper(
      KubernetesClient client,
      Supplier<Optional<List<MutatingWebhook>>> wanted,
      Duration interval) {
    this.client = client;
    this.wanted = wanted;
    this.interval = interval;
  }

  /** Begins to look regularly; does not wait. */
  public void start() {
    worker.scheduleWithFixedDelay(
        this::keepAndLog, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks soon: what is wanted may have changed. Does not wait; many calls become one look. */
  public void wantedChanged() {
    if (pending.compareAndSet(false, true)) {
      worker.execute(this::keepAndLog);
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }

  private void keepAndLog() {
    pending.set(false);
    try {
      wanted.get().ifPresent(this::keep);
    } catch (RuntimeException e) {
      if (worker.isShutdown()) {
        return;
      }
      LOG.atError()
          .addKeyValue("mutatingWebhookConfiguration", NAME)
          .addKeyValue("cause", e.getMessage())
          .log(
              "the configuration cannot be kept, new policies inject nothing; trying again. If it"
                  + " is missing, kubectl apply -k deploy/base brings it back");
    }
  }

  private void keep(List<MutatingWebhook> entries) {
    Resource<MutatingWebhookConfiguration> resource =
        client.admissionRegistration().v1().mutatingWebhookConfigurations().withName(NAME);
    MutatingWebhookConfiguration found = resource.get();
    if (found != null && Set.copyOf(found.getWebhooks()).equals(Set.copyOf(entries))) {
      return;
    }
    client
        .resource(
            new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(NAME)
                .endMetadata()
                .withWebhooks(entries)
                .build())
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(NAME)
                .withForce(true)
                .build());
    LOG.atInfo()
        .addKeyValue("mutatingWebhookConfiguration", NAME)
        .addKeyValue("policies", entries.size())
        .log("applied");
  }
}
