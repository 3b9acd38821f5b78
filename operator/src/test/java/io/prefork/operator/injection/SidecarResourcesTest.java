package io.prefork.operator.injection;

import static io.prefork.operator.injection.InjectedPods.injected;
import static io.prefork.operator.injection.InjectedPods.sidecar;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SidecarResourcesTest {

  private static final Map<String, Quantity> SMALL = quantities("10m", "16Mi");
  private static final Map<String, Quantity> LIMITED = quantities("100m", "64Mi");

  @Test
  void asksForLittleAndIsLimitedInMemory() {
    ResourceRequirements sidecar = beside("- {name: app}");

    assertEquals(SMALL, sidecar.getRequests());
    assertEquals(Map.of("memory", new Quantity("64Mi")), sidecar.getLimits());
  }

  @Test
  void keepsAGuaranteedPodGuaranteed() {
    ResourceRequirements sidecar =
        beside(
            """
            - name: app
              resources:
                requests: {cpu: "1", memory: 1Gi}
                limits: {cpu: 1000m, memory: 1024Mi}
            - name: proxy
              resources:
                limits: {cpu: 100m, memory: 64Mi}
            """);

    assertEquals(LIMITED, sidecar.getRequests());
    assertEquals(LIMITED, sidecar.getLimits());
  }

  @Test
  void doesNotTakeAPodForGuaranteedForOneOfItsContainers() {
    ResourceRequirements sidecar =
        beside(
            """
            - {name: app, resources: {limits: {cpu: 1, memory: 1Gi}}}
            - {name: proxy, resources: {requests: {cpu: 1}, limits: {cpu: 2, memory: 1Gi}}}
            """);

    assertEquals(SMALL, sidecar.getRequests());
  }

  @Test
  void hasACpuLimitWhereAQuotaMayDemandOne() {
    ResourceRequirements sidecar =
        beside("- {name: app, resources: {requests: {cpu: 100m}, limits: {cpu: 1}}}");

    assertEquals(LIMITED, sidecar.getLimits());
    assertEquals(SMALL, sidecar.getRequests());
  }

  @Test
  void declaresEphemeralStorageWhereAllOthersDo() {
    ResourceRequirements sidecar =
        beside(
            "- {name: app, resources: {requests: {ephemeral-storage: 1Gi}, limits:"
                + " {ephemeral-storage: 1Gi}}}");

    assertEquals(new Quantity("16Mi"), sidecar.getRequests().get("ephemeral-storage"));
    assertEquals(new Quantity("16Mi"), sidecar.getLimits().get("ephemeral-storage"));
  }

  @Test
  void staysWithinThePodsOwnBudget() {
    ResourceRequirements sidecar =
        sidecar(
                injected(
                    """
                    resources:
                      requests: {cpu: 100m, memory: 100Mi}
                    containers:
                    - {name: app, resources: {requests: {cpu: 100m, memory: 100Mi}}}
                    """))
            .getResources();

    assertEquals(Map.of(), sidecar.getRequests());
    assertEquals(Map.of(), sidecar.getLimits());
  }

  private static ResourceRequirements beside(String containers) {
    return sidecar(injected("containers:\n" + containers)).getResources();
  }

  private static Map<String, Quantity> quantities(String cpu, String memory) {
    return Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory));
  }
}
