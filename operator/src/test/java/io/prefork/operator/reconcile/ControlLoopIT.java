package io.prefork.operator.reconcile;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubeapitest.junit.EnableKubeAPIServer;
import io.fabric8.kubeapitest.junit.KubeConfig;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prefork.operator.ApiServerClient;
import io.prefork.operator.measure.Reports;
import io.prefork.operator.report.ReportServer;
import io.prefork.operator.settings.Settings;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicySpec.Mode;
import io.prefork.policy.MemoryPolicyStatus;
import io.prefork.protocol.Directive;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The control loop against a real kube-apiserver, with reports over real HTTP. */
@EnableKubeAPIServer
class ControlLoopIT {

  @KubeConfig static String kubeConfig;

  private static ApiServer api;

  private final List<AutoCloseable> open = new ArrayList<>();
  private ReportServer sidecar;

  @BeforeAll
  static void connect() throws IOException {
    api = ApiServer.connect(kubeConfig);
  }

  @AfterAll
  static void disconnect() {
    api.close();
  }

  @BeforeEach
  void startSidecar() {
    sidecar = ReportServer.start(ReportServer.with(503, "no report yet"));
    open.add(sidecar);
  }

  @AfterEach
  void cleanUp() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    api.deleteAll();
  }

  private ControlLoop startOperator(String name, Runnable lost) {
    return startOperator(ApiServerClient.of(kubeConfig), name, lost);
  }

  private ControlLoop startOperator(KubernetesClient client, String name, Runnable lost) {
    ControlLoop loop =
        new ControlLoop(
            client,
            new Settings(ApiServer.NAMESPACE, name, "sidecar", Duration.ofSeconds(1)),
            new SimpleMeterRegistry(),
            Clock.systemUTC(),
            lost);
    open.add(client);
    open.add(loop);
    loop.start();
    return loop;
  }

  private ControlLoop startOperator() {
    return startOperator("operator", () -> {});
  }

  private static String reason(MemoryPolicyStatus status, String type) {
    return StatusDraft.published(status, type).getReason();
  }

  private static boolean isReporting(MemoryPolicyStatus status) {
    return status.pods().reporting() == 1;
  }

  @Test
  void aStatusAppearsWithoutWhatNobodyMeasured() {
    MemoryPolicy policy = api.createPolicy("web", Mode.Enforce);
    Pod pod = api.createInjectedPod("web-1", sidecar.port(), policy);
    ApiServer.answer(sidecar, pod, Reports.treated());
    ControlLoop loop = startOperator();

    MemoryPolicyStatus status = api.awaitStatus("web", ControlLoopIT::isReporting).getStatus();

    assertTrue(loop.isHealthy());
    assertEquals(policy.getMetadata().getGeneration(), status.observedGeneration());
    assertEquals("Reporting", reason(status, "Ready"));
    assertEquals("NotYetMeasured", reason(status, "Verified"));
    assertEquals(379 * Reports.MB, status.current().poolPss());
    assertNull(status.baseline());
    assertNull(status.reclaimed());
  }

  @Test
  void theGainIsMeasuredAgainstTheBaselineThatWasObservedBefore() {
    MemoryPolicy policy = api.createPolicy("web", Mode.Observe);
    Pod pod = api.createInjectedPod("web-1", sidecar.port(), policy);
    ApiServer.answer(sidecar, pod, Reports.observed());
    startOperator();
    api.awaitStatus("web", status -> status.baseline() != null);

    api.setMode("web", Mode.Enforce);
    ApiServer.answer(sidecar, pod, Reports.treated());
    MemoryPolicyStatus status = api.awaitStatus("web", now -> now.reclaimed() != null).getStatus();

    assertEquals(1247 * Reports.MB, status.baseline().poolPss());
    assertEquals((1247 - 379) * Reports.MB - Reports.SIDECAR, status.reclaimed().bytes());
    assertEquals("816Mi", status.reclaimed().memory());
    assertEquals("MemoryReclaimed", reason(status, "Verified"));
  }

  @Test
  void aChangedPolicyReachesRunningPods() {
    MemoryPolicy policy = api.createPolicy("web", Mode.Observe);
    Pod pod = api.createInjectedPod("web-1", sidecar.port(), policy);
    String before = LivePods.annotation(pod, Directive.ANNOTATION);
    startOperator();

    api.setMode("web", Mode.Enforce);

    Pod told =
        api.awaitPod(
            "web-1", now -> !before.equals(LivePods.annotation(now, Directive.ANNOTATION)));
    String after = LivePods.annotation(told, Directive.ANNOTATION);
    assertTrue(after.contains("\"generation\":2"), after);
    assertTrue(after.contains("\"mode\":\"Enforce\""), after);
  }

  @Test
  void nothingIsWrittenWhileNothingChanges() throws Exception {
    MemoryPolicy policy = api.createPolicy("web", Mode.Observe);
    Pod pod = api.createInjectedPod("web-1", sidecar.port(), policy);
    ApiServer.answer(sidecar, pod, Reports.observed());
    startOperator();
    MemoryPolicy settled = api.awaitStatus("web", status -> status.baseline() != null);
    String podVersion = api.pod("web-1").getMetadata().getResourceVersion();

    sidecar.awaitRequests(3);

    assertEquals(
        settled.getMetadata().getResourceVersion(),
        api.policy("web").getMetadata().getResourceVersion());
    assertEquals(podVersion, api.pod("web-1").getMetadata().getResourceVersion());
  }

  @Test
  void aRestartedOperatorKnowsTheBaselineFromTheStatus() throws Exception {
    MemoryPolicy policy = api.createPolicy("web", Mode.Observe);
    Pod pod = api.createInjectedPod("web-1", sidecar.port(), policy);
    ApiServer.answer(sidecar, pod, Reports.observed());
    ControlLoop first = startOperator("first", () -> {});
    api.awaitStatus("web", status -> status.baseline() != null);
    first.close();
    open.remove(first);

    ApiServer.answer(sidecar, pod, Reports.treated());
    startOperator("second", () -> {});

    MemoryPolicyStatus status = api.awaitStatus("web", now -> now.reclaimed() != null).getStatus();
    assertEquals(1247 * Reports.MB, status.baseline().poolPss());
  }

  @Test
  void whatIsNoLongerMeasuredGoesAndTheBaselineStays() {
    MemoryPolicy policy = api.createPolicy("web", Mode.Observe);
    Pod pod = api.createInjectedPod("web-1", sidecar.port(), policy);
    ApiServer.answer(sidecar, pod, Reports.observed());
    startOperator();
    api.awaitStatus("web", status -> status.baseline() != null);
    api.setMode("web", Mode.Enforce);
    ApiServer.answer(sidecar, pod, Reports.treated());
    api.awaitStatus("web", now -> now.reclaimed() != null);

    api.deletePod("web-1");

    MemoryPolicyStatus status =
        api.awaitStatus("web", now -> now.pods().matched() == 0).getStatus();
    assertNull(status.current());
    assertNull(status.reclaimed());
    assertEquals(1247 * Reports.MB, status.baseline().poolPss());
  }

  @Test
  void aPodThatSlippedThroughIsSaidInACondition() {
    api.createPolicy("web", Mode.Enforce);
    api.createBarePod("web-1");
    startOperator();

    MemoryPolicyStatus status =
        api.awaitStatus("web", now -> now.pods().matched() == 1).getStatus();

    assertEquals(0, status.pods().injected());
    assertEquals("PodsNotInjected", reason(status, "Injected"));
    assertEquals(
        1,
        Collections.frequency(api.eventReasons("web"), "PodsNotInjected"),
        api.eventReasons("web").toString());
  }

  @Test
  void anUnreachableSidecarDegradesThePolicyAndRecovers() {
    MemoryPolicy policy = api.createPolicy("web", Mode.Observe);
    Pod pod = api.createInjectedPod("web-1", sidecar.port(), policy);
    startOperator();
    api.awaitStatus("web", status -> "ReportMalformed".equals(reason(status, "Degraded")));

    ApiServer.answer(sidecar, pod, Reports.observed());

    MemoryPolicyStatus status =
        api.awaitStatus("web", now -> "AsExpected".equals(reason(now, "Degraded"))).getStatus();
    assertEquals(1, status.pods().reporting());
  }

  @Test
  void theYoungerOfTwoPoliciesSaysConflictAndTheOlderHasThePods() {
    MemoryPolicy older = api.createPolicy("a-older", Mode.Observe);
    api.createPolicy("b-younger", Mode.Enforce);
    api.createInjectedPod("web-1", sidecar.port(), older);
    startOperator();

    MemoryPolicyStatus younger =
        api.awaitStatus(
                "b-younger", now -> "OlderPolicySelectsPods".equals(reason(now, "Conflict")))
            .getStatus();

    assertEquals(0, younger.pods().matched());
    MemoryPolicyStatus winner =
        api.awaitStatus("a-older", now -> now.pods().matched() == 1).getStatus();
    assertEquals("NoConflict", reason(winner, "Conflict"));
  }

  @Test
  void aFailedReconcileIsOneLineAndIsTriedAgain() {
    api.allowAllButStatus("clerk");
    api.createPolicy("web", Mode.Observe);
    try (LogLines log = new LogLines()) {
      startOperator(ApiServerClient.as("clerk", kubeConfig), "clerk", () -> {});
      await().until(() -> log.with("reconciling failed").size() > 1);

      List<String> failures = log.with("default/web");
      assertEquals(log.all(), log.all().stream().filter(ControlLoopIT::beginsAnEvent).toList());
      assertTrue(failures.get(0).contains(" attempt=1 "), failures.get(0));
      assertTrue(failures.get(1).contains(" attempt=2 "), failures.get(1));
      assertTrue(
          failures.get(0).contains("cannot patch resource \"memorypolicies/status\""),
          failures.get(0));
      assertTrue(failures.get(0).contains("trying again"), failures.get(0));

      api.allowStatus("clerk");
      api.awaitStatus("web", status -> status.conditions() != null);
    }
  }

  private static boolean beginsAnEvent(String line) {
    return line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ (INFO|WARN|ERROR) .*");
  }

  @Test
  void oneOfTwoInstancesLeadsAndTheOtherTakesOver() throws Exception {
    ControlLoop one = startOperator("one", () -> {});
    api.createPolicy("web", Mode.Observe);
    api.awaitStatus("web", status -> status.conditions() != null);
    ControlLoop two = startOperator("two", () -> {});
    assertNotEquals(one.isLeading(), two.isLeading());

    one.close();
    open.remove(one);
    api.setMode("web", Mode.Enforce);

    api.awaitStatus("web", status -> status.observedGeneration() == 2);
    assertTrue(two.isLeading());
  }

  @Test
  void anInstanceThatLosesItsLeaseSaysSo() throws Exception {
    CountDownLatch lost = new CountDownLatch(1);
    ControlLoop loop = startOperator("robbed", lost::countDown);
    api.createPolicy("web", Mode.Observe);
    api.awaitStatus("web", status -> status.conditions() != null);

    api.takeLease("thief");

    lost.await();
    assertFalse(loop.isLeading());
    api.takeLease("");
  }
}
