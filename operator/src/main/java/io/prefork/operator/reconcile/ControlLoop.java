package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.health.EventSourceHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.micrometer.core.instrument.MeterRegistry;
import io.prefork.operator.report.ReportFetcher;
import io.prefork.operator.settings.Settings;
import io.prefork.policy.MemoryPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reconciler with all that it needs, on the instance that holds the lease. Other instances keep
 * their caches warm and wait.
 */
public final class ControlLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
  private static final String LEASE = "prefork-operator";
  private static final Duration REPORT_DEADLINE = Duration.ofSeconds(3);

  private final ReportFetcher fetcher;
  private final MemoryPolicyReconciler reconciler;
  private final Operator operator;
  private final HeldLease lease;
  private volatile boolean started;
  private volatile boolean leading;
  private volatile boolean closing;

  /**
   * @param client stays open when this closes
   * @param lost run when the lease is lost, to another instance or because the API server did not
   *     answer in time: this one must end, since its reconciler cannot be stopped and started
   */
  public ControlLoop(
      KubernetesClient client,
      Settings settings,
      MeterRegistry meters,
      Clock clock,
      Runnable lost) {
    lease = new HeldLease(client, settings.namespace(), LEASE, settings.podName());
    fetcher = new ReportFetcher(REPORT_DEADLINE, clock, meters);
    reconciler =
        new MemoryPolicyReconciler(
            new Observer(fetcher),
            new DirectiveWriter(client, meters),
            new Announcer(client, settings.podName(), clock),
            settings.reportInterval(),
            clock);
    operator =
        new Operator(overrider ->
            overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(meters))
                .withLeaderElectionConfiguration(election(settings, lost)));
    operator.register(
        reconciler,
        configuration -> configuration.withRetry(retry()).withRateLimiter(rateLimiter()));
    meters.gauge("prefork.leader", this, loop -> loop.leading ? 1 : 0);
  }

  /** Fills the caches and joins the election; returns when the caches are filled. */
  public void start() {
    operator.start();
    started = true;
  }

  /**
   * Whether no watch on the API server has ended for good, which only a restart would mend. One
   * that is interrupted comes back by itself, and a restart would not bring the API server back
   * sooner.
   */
  public boolean isHealthy() {
    return !started
        || operator.getRuntimeInfo().unhealthyEventSources().values().stream()
            .flatMap(sources -> sources.values().stream())
            .noneMatch(ControlLoop::hasEnded);
  }

  private static boolean hasEnded(EventSourceHealthIndicator source) {
    return source instanceof InformerWrappingEventSourceHealthIndicator<?> informers
        && !informers.informerHealthIndicators().values().stream()
            .allMatch(InformerHealthIndicator::isRunning);
  }

  public boolean isLeading() {
    return leading;
  }

  /** All policies of the cluster, as the cache has them. */
  public Stream<MemoryPolicy> policies() {
    return reconciler.policies();
  }

  /** For ever, since a status that nobody renews any more would look like a true one. */
  private static Retry retry() {
    return new GenericRetry()
        .withoutMaxAttempts()
        .setInitialInterval(Duration.ofSeconds(1))
        .setMaxInterval(Duration.ofMinutes(1).toMillis());
  }

  /** A rollout changes each of its pods several times; each look asks all of them. */
  private static RateLimiter<?> rateLimiter() {
    return new LinearRateLimiter(Duration.ofSeconds(1), 2);
  }

  private LeaderElectionConfiguration election(Settings settings, Runnable lost) {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
        .withLeaseNamespace(settings.namespace())
        .withIdentity(settings.podName())
        // The framework would exit even when it is being closed.
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(
            new LeaderCallbacks(
                () -> leading = true, () -> stopLeading(lost), ControlLoop::logLeader))
        .build();
  }

  private void stopLeading(Runnable lost) {
    leading = false;
    if (!closing) {
      LOG.warn(
          "lease {} lost: another instance has it, or the API server did not answer in time; this"
              + " instance ends and starts anew",
          LEASE);
      lost.run();
    }
  }

  private static void logLeader(String identity) {
    boolean released = identity == null || identity.isEmpty();
    if (!released) {
      LOG.atInfo().addKeyValue("leader", identity).log("leader elected");
    }
  }

  @Override
  public void close() {
    closing = true;
    boolean held = leading;
    operator.stop();
    if (held) {
      lease.release();
    }
    fetcher.close();
  }
}
