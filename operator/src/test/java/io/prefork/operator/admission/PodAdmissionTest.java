package io.prefork.operator.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prefork.operator.injection.PodInjector;
import io.prefork.operator.injection.Surroundings;
import io.prefork.operator.policy.Policies;
import io.prefork.policy.MemoryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PodAdmissionTest {

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  @Test
  void patchesWhatIsMissingAndNothingElse() throws IOException {
    AdmissionResponse response = answer("new-pod", () -> Surroundings.of(policy()));

    assertEquals("JSONPatch", response.getPatchType());
    assertEquals(
        Set.of(
            "/metadata/annotations",
            "/metadata/labels/prefork.io~1policy",
            "/spec/containers/0/env",
            "/spec/containers/0/volumeMounts",
            "/spec/initContainers",
            "/spec/shareProcessNamespace",
            "/spec/volumes"),
        changedPaths(response));
    assertEquals(1, count("injected"));
  }

  @Test
  void hasNoPatchForAPodThatItHasSeenBefore() throws IOException {
    AdmissionResponse response = answer("injected-pod", () -> Surroundings.of(policy()));

    assertTrue(response.getAllowed());
    assertNull(response.getPatch());
    assertNull(response.getPatchType());
  }

  @Test
  void patchesOnlyThePortWhenAnotherWebhookHasTakenIt() throws IOException {
    AdmissionResponse response = answer("injected-pod-with-mesh", () -> Surroundings.of(policy()));

    assertEquals(
        Set.of(
            "/metadata/annotations/prefork.io~1report-port",
            "/spec/initContainers/0/env/4/value",
            "/spec/initContainers/0/ports/0/containerPort",
            "/spec/initContainers/0/startupProbe/httpGet/port"),
        changedPaths(response));
  }

  @Test
  void hasNoPatchForAPodThatNoPolicySelects() throws IOException {
    AdmissionResponse response = answer("new-pod", Surroundings::of);

    assertTrue(response.getAllowed());
    assertNull(response.getPatch());
    assertEquals(1, count("unselected"));
  }

  @Test
  void allowsThePodWithoutAPatchWhenAnythingFails() throws IOException {
    AdmissionResponse response =
        answer(
            "new-pod",
            () -> {
              throw new IllegalStateException("the cache is gone");
            });

    assertTrue(response.getAllowed());
    assertNull(response.getPatch());
    assertEquals(1, count("failed"));
  }

  @Test
  void takesTheNamespaceFromTheRequestWhereThePodHasNone() throws IOException {
    AdmissionReview review = review("new-pod");
    ((Pod) review.getRequest().getObject()).getMetadata().setNamespace(null);

    AdmissionResponse response =
        admission(() -> Surroundings.of(policy())).handle(review.getRequest());

    assertTrue(changedPaths(response).contains("/spec/initContainers"));
    assertTrue(changedPaths(response).stream().noneMatch(each -> each.endsWith("/namespace")));
  }

  @Test
  void leavesWhatIsNoNewPodAlone() throws IOException {
    AdmissionReview review = review("new-pod");
    review.getRequest().setOperation("UPDATE");

    assertNull(admission(() -> Surroundings.of(policy())).handle(review.getRequest()).getPatch());
  }

  /** The recorded pods were injected by the first generation of a policy of this name. */
  private static MemoryPolicy policy() {
    MemoryPolicy policy = Policies.policy("web");
    policy.getMetadata().setGeneration(1L);
    return policy;
  }

  private AdmissionResponse answer(String name, Supplier<Surroundings> surroundings)
      throws IOException {
    return admission(surroundings).handle(review(name).getRequest());
  }

  private PodAdmission admission(Supplier<Surroundings> surroundings) {
    return new PodAdmission(
        new PodInjector("localhost/prefork-sidecar:0.1.0"), surroundings, metrics);
  }

  private static AdmissionReview review(String name) throws IOException {
    try (InputStream json =
        PodAdmissionTest.class.getResourceAsStream("/admission/%s.json".formatted(name))) {
      return new KubernetesSerialization().unmarshal(json, AdmissionReview.class);
    }
  }

  private static Set<String> changedPaths(AdmissionResponse response) throws IOException {
    JsonNode patch = new ObjectMapper().readTree(Base64.getDecoder().decode(response.getPatch()));
    Set<String> paths = new TreeSet<>();
    patch.forEach(each -> paths.add(each.get("path").asText()));
    return paths;
  }

  private double count(String outcome) {
    return metrics.counter(PodAdmission.METRIC, "outcome", outcome).count();
  }
}
