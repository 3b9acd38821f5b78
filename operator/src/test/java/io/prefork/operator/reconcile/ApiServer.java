package io.prefork.operator.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.prefork.operator.ApiServerClient;
import io.prefork.operator.measure.Reports;
import io.prefork.operator.policy.DirectiveFactory;
import io.prefork.operator.report.ReportServer;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicySpec;
import io.prefork.policy.MemoryPolicyStatus;
import io.prefork.protocol.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A cluster that is an API server and nothing else: no kubelet runs its pods, so the tests say what
 * their status is and answer for their sidecars.
 */
final class ApiServer implements AutoCloseable {

  static final String NAMESPACE = "default";
  private static final int PATIENCE_SECONDS = 30;
  private static final JsonMapper JSON = new JsonMapper();

  private final KubernetesClient client;

  private ApiServer(KubernetesClient client) {
    this.client = client;
  }

  /** Connects, and installs the CRD. */
  static ApiServer connect(String kubeConfig) throws IOException {
    return new ApiServer(ApiServerClient.withCrd(kubeConfig));
  }

  MemoryPolicy createPolicy(String name, MemoryPolicySpec.Mode mode) {
    return client
        .resources(MemoryPolicy.class)
        .inNamespace(NAMESPACE)
        .load(
            new ByteArrayInputStream(
                """
                apiVersion: prefork.io/v1alpha1
                kind: MemoryPolicy
                metadata: {name: %s, namespace: default}
                spec: {selector: {matchLabels: {app: web}}, mode: %s, gc: {mode: Freeze}}
                """
                    .formatted(name, mode)
                    .getBytes(StandardCharsets.UTF_8)))
        .create();
  }

  void setMode(String policy, MemoryPolicySpec.Mode mode) {
    client
        .resources(MemoryPolicy.class)
        .inNamespace(NAMESPACE)
        .withName(policy)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"mode\":\"%s\"}}".formatted(mode));
  }

  MemoryPolicy policy(String name) {
    return client.resources(MemoryPolicy.class).inNamespace(NAMESPACE).withName(name).get();
  }

  Pod pod(String name) {
    return client.pods().inNamespace(NAMESPACE).withName(name).get();
  }

  /** Waits for a status, and fails showing the last one. */
  MemoryPolicy awaitStatus(String policy, Predicate<MemoryPolicyStatus> condition) {
    return client
        .resources(MemoryPolicy.class)
        .inNamespace(NAMESPACE)
        .withName(policy)
        .waitUntilCondition(
            now -> now != null && now.getStatus() != null && condition.test(now.getStatus()),
            PATIENCE_SECONDS,
            TimeUnit.SECONDS);
  }

  Pod awaitPod(String name, Predicate<Pod> condition) {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withName(name)
        .waitUntilCondition(condition, PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** A pod that no webhook has seen. */
  Pod createBarePod(String name) {
    return client.resource(posted(SamplePods.bare(name))).create();
  }

  /** A running pod with a sidecar that answers at that port; it was told what the policy says. */
  Pod createInjectedPod(String name, int reportPort, MemoryPolicy policy) {
    Pod bare = SamplePods.bare(name);
    String directive = DirectiveFactory.json(DirectiveFactory.directive(policy, bare));
    Pod injected = SamplePods.injected(bare, directive, Integer.toString(reportPort));
    Pod created = client.resource(posted(injected)).create();
    return client.resource(SamplePods.running(created, "127.0.0.1")).updateStatus();
  }

  /** Without what the API server assigns. */
  private static Pod posted(Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .withUid(null)
        .withResourceVersion(null)
        .endMetadata()
        .build();
  }

  /** Writes another holder into the operator's lease, also while its holder renews it. */
  void takeLease(String holder) {
    client
        .leases()
        .inNamespace(NAMESPACE)
        .withName("prefork-operator")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\":{\"holderIdentity\":\"%s\"}}".formatted(holder));
  }

  /** Lets a user do what the operator may, but for writing a policy's status. */
  void allowAllButStatus(String user) {
    allow(user, "all-but-status", "[prefork.io]", "[memorypolicies]");
    allow(user, "pods-leases-events", "['', coordination.k8s.io, events.k8s.io]", "['*']");
  }

  void allowStatus(String user) {
    allow(user, "status", "[prefork.io]", "[memorypolicies/status]");
  }

  private void allow(String user, String role, String groups, String resources) {
    client
        .load(
            new ByteArrayInputStream(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: %1$s}
                rules: [{apiGroups: %3$s, resources: %4$s, verbs: ['*']}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: %2$s}]
                """
                    .formatted(role, user, groups, resources)
                    .getBytes(StandardCharsets.UTF_8)))
        .serverSideApply();
  }

  void deletePod(String name) {
    client.pods().inNamespace(NAMESPACE).withName(name).withGracePeriod(0).delete();
  }

  /** Lets the pod's sidecar answer with a report from now on. */
  static void answer(ReportServer sidecar, Pod pod, Report report) {
    sidecar.answer(json(Reports.of(pod.getMetadata().getUid(), Instant.now(), report)));
  }

  private static String json(Report report) {
    try {
      return JSON.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reasons of the events about a policy. */
  List<String> eventReasons(String policy) {
    return client.events().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
        .filter(event -> policy.equals(event.getRegarding().getName()))
        .map(Event::getReason)
        .toList();
  }

  void deleteAll() {
    client.resources(MemoryPolicy.class).inNamespace(NAMESPACE).delete();
    client.pods().inNamespace(NAMESPACE).withGracePeriod(0).delete();
    client.events().v1().events().inNamespace(NAMESPACE).delete();
  }

  @Override
  public void close() {
    client.close();
  }
}
