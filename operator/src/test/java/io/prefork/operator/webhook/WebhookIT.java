package io.prefork.operator.webhook;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubeapitest.junit.EnableKubeAPIServer;
import io.fabric8.kubeapitest.junit.KubeConfig;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.prefork.operator.injection.Injection;
import io.prefork.operator.policy.PolicyLabel;
import io.prefork.policy.MemoryPolicy;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API server asks, and takes the answer. */
@EnableKubeAPIServer
class WebhookIT {

  private static final String PLAIN = "shop";
  private static final String RESTRICTED = "vault";
  private static final String SELECTOR = "{selector: {matchLabels: {app: web}}}";
  private static final String SPEC = "containers: [{name: app, image: example/web:1}]";

  private static final String CONFINED_SPEC =
      """
      securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
      containers:
      - name: app
        image: example/web:1
        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      """;

  @KubeConfig static String kubeConfigYaml;

  private static ApiServer api;
  private static Webhook webhook;

  @BeforeAll
  static void start() throws IOException {
    api = new ApiServer(kubeConfigYaml);
    api.namespace(PLAIN, Map.of());
    api.namespace(RESTRICTED, Map.of("pod-security.kubernetes.io/enforce", "restricted"));
    webhook = api.startWebhook(Clock.systemUTC());
    await().atMost(Duration.ofMinutes(1)).until(webhook::ready);
  }

  @AfterAll
  static void stop() {
    webhook.close();
    api.close();
  }

  @AfterEach
  void removePolicies() {
    api.client().resources(MemoryPolicy.class).inAnyNamespace().delete();
    awaitNotInjected(PLAIN, "web");
  }

  @Test
  void injectsThePodsThatAPolicySelectsAndNoOthers() {
    api.createPolicy(PLAIN, "web", SELECTOR);
    awaitInjected(PLAIN, SPEC);

    Pod pod = api.createPod(PLAIN, "web", SPEC);

    assertTrue(Injection.isInjected(pod));
    assertEquals("web", pod.getMetadata().getLabels().get(PolicyLabel.KEY));
    assertFalse(Injection.isInjected(api.createPod(PLAIN, "other", SPEC)));
    assertFalse(Injection.isInjected(api.createPod("default", "web", SPEC)));
  }

  @Test
  void asksNoMoreWhenThePolicyIsGone() {
    MemoryPolicy policy = api.createPolicy(PLAIN, "web", SELECTOR);
    awaitInjected(PLAIN, SPEC);

    api.client().resource(policy).delete();

    awaitNotInjected(PLAIN, "web");
    await().until(() -> configuredWebhooks() == 0);
  }

  @Test
  void neverAsksAboutTheOperatorsOwnPods() {
    api.createPolicy(ApiServer.OPERATOR_NAMESPACE, "own", SELECTOR);
    api.createPolicy(PLAIN, "web", SELECTOR);
    awaitInjected(PLAIN, SPEC);

    assertEquals(1, configuredWebhooks());
    assertFalse(
        Injection.isInjected(api.tryPod(ApiServer.OPERATOR_NAMESPACE, "web", CONFINED_SPEC)));
  }

  @Test
  void givesUwsgiAFileThatTheApiServerTakes() {
    api.createPolicy(
        PLAIN,
        "web",
        "{selector: {matchLabels: {app: web}}, mode: Enforce, workers: {min: 2, max: 32}}");
    String spec =
        "containers: [{name: app, image: a, command: [uwsgi, --master], args: [-p, '4']}]";
    awaitInjected(PLAIN, spec);

    Pod pod = api.createPod(PLAIN, "web", spec);

    assertEquals(
        List.of("-p", "4", "/etc/prefork.io/uwsgi.ini"),
        pod.getSpec().getContainers().getFirst().getArgs());
    assertTrue(
        pod.getMetadata()
            .getAnnotations()
            .get(Injection.UWSGI_CONFIGURATION)
            .contains("cheaper-initial = 4"));
  }

  @Test
  void hasTheSidecarToldTheLimitThatTheContainerDeclares() {
    api.createPolicy(PLAIN, "web", SELECTOR);
    String spec = "containers: [{name: app, image: a, resources: {limits: {memory: 1228Mi}}}]";
    awaitInjected(PLAIN, spec);

    ResourceFieldSelector limit =
        api.createPod(PLAIN, "web", spec).getSpec().getVolumes().stream()
            .filter(volume -> volume.getName().equals("prefork-directive"))
            .flatMap(volume -> volume.getDownwardAPI().getItems().stream())
            .filter(file -> file.getPath().equals("memory-limit"))
            .map(DownwardAPIVolumeFile::getResourceFieldRef)
            .findFirst()
            .orElseThrow();

    assertEquals("app", limit.getContainerName());
    assertEquals("limits.memory", limit.getResource());
  }

  @Test
  void fitsANamespaceThatEnforcesTheRestrictedLevel() {
    api.createPolicy(RESTRICTED, "web", SELECTOR);

    awaitInjected(RESTRICTED, CONFINED_SPEC);
  }

  /** Each of these would be refused, were the sidecar always the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{hostNetwork: true, containers: [{name: app, image: a, ports: [{containerPort: 80}]}]}",
        "{hostPID: true, containers: [{name: app, image: a}]}",
        "{os: {name: windows}, containers: [{name: app, image: a}]}",
        "{shareProcessNamespace: false, containers: [{name: app, image: a}]}",
        "{containers: [{name: app, image: a}, {name: prefork-sidecar, image: a}]}",
        "{volumes: [{name: prefork}], containers: [{name: app, image: a}]}",
        "{volumes: [{name: own}], containers: [{name: app, image: a, volumeMounts: [{name: own, mountPath: /run/prefork.io}]}]}",
        "{containers: [{name: app, image: a, securityContext: {privileged: true}}]}",
        "{containers: [{name: app, image: a, securityContext: {capabilities: {add: [CAP_SYS_ADMIN]}}}]}",
        "{resources: {requests: {cpu: 10m, memory: 10Mi}, limits: {cpu: 10m, memory: 10Mi}}, containers: [{name: app, image: a, resources: {requests: {cpu: 10m, memory: 10Mi}}}]}",
        "{containers: [{name: app, image: a, env: [{name: PYTHONPATH, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]}",
        "{containers: [{name: app, image: a, envFrom: [{configMapRef: {name: settings}}]}]}",
        "{initContainers: [{name: first, image: a, restartPolicy: Always}], containers: [{name: app, image: a}]}",
      })
  void neverCostsAPodItsAdmission(String spec) {
    api.createPolicy(PLAIN, "web", SELECTOR);
    awaitInjected(PLAIN, SPEC);

    Map<String, String> annotations =
        api.createPod(PLAIN, "web", spec).getMetadata().getAnnotations();

    assertTrue(
        annotations.containsKey("prefork.io/directive")
            != annotations.containsKey(Injection.NOT_INJECTED),
        annotations.toString());
  }

  @Test
  void keepsAGuaranteedPodGuaranteed() {
    api.createPolicy(PLAIN, "web", SELECTOR);
    String spec =
        "containers: [{name: app, image: a, resources: {limits: {cpu: 100m, memory: 64Mi}}}]";
    awaitInjected(PLAIN, spec);

    assertEquals("Guaranteed", api.createPod(PLAIN, "web", spec).getStatus().getQosClass());
  }

  @Test
  void passesAQuotaOnWhatAllContainersOfThePodDeclare() {
    api.client()
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("limits")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .addToHard("limits.cpu", new Quantity("10"))
                .addToHard("requests.ephemeral-storage", new Quantity("10Gi"))
                .endSpec()
                .build())
        .create();
    api.createPolicy("default", "web", SELECTOR);

    awaitInjected(
        "default",
        """
        containers:
        - name: app
          image: a
          resources: {requests: {ephemeral-storage: 1Gi}, limits: {cpu: 1}}
        """);
  }

  @Test
  void compliesWithALimitRangeOfTheNamespace() {
    api.namespace("narrow", Map.of());
    api.client()
        .resource(
            api.read(
                """
                apiVersion: v1
                kind: LimitRange
                metadata: {name: narrow, namespace: narrow}
                spec:
                  limits:
                  - type: Container
                    min: {cpu: 50m, memory: 32Mi}
                    maxLimitRequestRatio: {cpu: 3}
                    default: {cpu: 500m}
                """,
                LimitRange.class))
        .create();
    api.createPolicy("narrow", "web", SELECTOR);

    awaitInjected(
        "narrow",
        "containers: [{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits:"
            + " {cpu: 1}}}]");
  }

  @Test
  void putsBackWhatSomebodyElseHasChanged() {
    api.createPolicy(PLAIN, "web", SELECTOR);
    awaitInjected(PLAIN, SPEC);

    api.client()
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName(WebhookConfigurationKeeper.NAME)
        .patch(
            PatchContext.of(PatchType.JSON),
            "[{\"op\":\"replace\",\"path\":\"/webhooks/0/failurePolicy\",\"value\":\"Fail\"}]");

    await().until(() -> configured().getWebhooks().getFirst().getFailurePolicy().equals("Ignore"));
  }

  private static int configuredWebhooks() {
    return configured().getWebhooks().size();
  }

  private static MutatingWebhookConfiguration configured() {
    return api.client()
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName(WebhookConfigurationKeeper.NAME)
        .get();
  }

  /** Refused until the webhook knows the namespace's limits, which it hears of on its own time. */
  private static void awaitInjected(String namespace, String spec) {
    await()
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> Injection.isInjected(api.tryPod(namespace, "web", spec)));
  }

  private static void awaitNotInjected(String namespace, String app) {
    await().until(() -> !Injection.isInjected(api.tryPod(namespace, app, SPEC)));
  }
}
