package io.prefork.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prefork.operator.admission.AdmissionServer;
import io.prefork.operator.reconcile.ControlLoop;
import io.prefork.operator.settings.Settings;
import io.prefork.operator.telemetry.Endpoints;
import io.prefork.operator.telemetry.OneLine;
import io.prefork.operator.telemetry.PolicyMeters;
import io.prefork.operator.webhook.Webhook;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's process: admission on every instance, the control loop on the one that leads. */
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int ADMISSION_PORT = 8443;
  private static final int HTTP_PORT = 8080;

  private Main() {}

  /** Runs until the process is told to end. Exit codes: 1 it failed, 2 it was set up wrongly. */
  public static void main(String[] arguments) {
    try {
      start(Settings.of(System.getenv()));
    } catch (IllegalArgumentException e) {
      LOG.error(e.getMessage());
      System.exit(2);
    } catch (Exception e) {
      LOG.error("the operator could not start: {}", OneLine.withCauses(e));
      LOG.debug("the whole of it", e);
      System.exit(1);
    }
  }

  private static void start(Settings settings) throws IOException {
    AdmissionServer.applySettings();
    KubernetesClient client = new KubernetesClientBuilder().build();
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Webhook webhook =
        Webhook.start(
            client, settings.namespace(), settings.sidecarImage(), ADMISSION_PORT, meters);
    ControlLoop loop =
        new ControlLoop(client, settings, meters, Clock.systemUTC(), () -> System.exit(1));
    PolicyMeters policies = new PolicyMeters(meters, loop::policies);
    Endpoints endpoints =
        Endpoints.start(HTTP_PORT, meters, policies::refresh, loop::isHealthy, webhook::ready);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> close(endpoints, loop, webhook), "shutdown"));
    loop.start();
    LOG.atInfo()
        .addKeyValue("instance", settings.podName())
        .addKeyValue("sidecarImage", settings.sidecarImage())
        .addKeyValue("reportInterval", settings.reportInterval())
        .log("operator started");
  }

  /** Admission goes last: until then pods that are created meanwhile still get their sidecar. */
  private static void close(Endpoints endpoints, ControlLoop loop, Webhook webhook) {
    endpoints.close();
    loop.close();
    webhook.close();
    LOG.info("operator stopped");
  }
}
