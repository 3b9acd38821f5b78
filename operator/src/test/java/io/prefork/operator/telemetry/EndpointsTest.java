package io.prefork.operator.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicyStatus;
import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.policy.MemoryPolicyStatus.Pods;
import io.prefork.policy.MemoryPolicyStatus.Reclaimed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointsTest {

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final List<MemoryPolicy> policies = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private boolean ready;
  private Endpoints endpoints;

  @BeforeEach
  void start() throws IOException {
    PolicyMeters policyMeters = new PolicyMeters(meters, policies::stream);
    endpoints = Endpoints.start(0, meters, policyMeters::refresh, () -> true, () -> ready);
  }

  @AfterEach
  void stop() {
    endpoints.close();
    client.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + endpoints.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static MemoryPolicy policy(Reclaimed reclaimed) {
    MemoryPolicy policy = new MemoryPolicy();
    policy.getMetadata().setNamespace("shop");
    policy.getMetadata().setName("web");
    policy.setStatus(
        new MemoryPolicyStatus(
            1L,
            List.of(new ConditionBuilder().withType("Ready").withStatus("True").build()),
            new Pods(3, 2, 0, 1, 8),
            new Measurement(1, 8.0, null, null, null, 1247L, 0.42, null, null, null, null, null),
            null,
            reclaimed));
    return policy;
  }

  @Test
  void healthAndReadinessAreApart() throws Exception {
    assertEquals(200, get("/healthz").statusCode());
    assertEquals(503, get("/readyz").statusCode());
    ready = true;
    assertEquals(200, get("/readyz").statusCode());
  }

  @Test
  void metricsHaveTheFiguresOfTheStatus() throws Exception {
    policies.add(policy(new Reclaimed(856L, "0Mi", 856L, 12L)));

    List<String> lines = get("/metrics").body().lines().toList();

    assertTrue(
        lines.contains("prefork_policy_reclaimed_bytes{namespace=\"shop\",policy=\"web\"} 856.0"),
        lines.toString());
    assertTrue(
        lines.contains(
            "prefork_policy_pool_pss_bytes{namespace=\"shop\",of=\"baseline\",policy=\"web\"} 1247.0"));
    assertTrue(
        lines.contains(
            "prefork_policy_pods{namespace=\"shop\",policy=\"web\",state=\"matched\"} 3.0"));
    assertTrue(
        lines.contains(
            "prefork_policy_condition{namespace=\"shop\",policy=\"web\",type=\"Ready\"} 1.0"));
  }

  @Test
  void whatWasNotMeasuredHasNoSeries() throws Exception {
    policies.add(policy(null));

    String body = get("/metrics").body();

    assertFalse(body.contains("prefork_policy_reclaimed_bytes{"), body);
    assertFalse(body.contains("of=\"current\""), body);
  }

  @Test
  void aPolicyThatIsGoneTakesItsSeriesAlong() throws Exception {
    policies.add(policy(null));
    get("/metrics");
    policies.clear();

    assertFalse(get("/metrics").body().contains("policy=\"web\""));
  }
}
