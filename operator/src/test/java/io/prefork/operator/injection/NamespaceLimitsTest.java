package io.prefork.operator.injection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamespaceLimitsTest {

  private static final ResourceRequirements WANTED =
      new ResourceRequirementsBuilder()
          .addToRequests("cpu", new Quantity("10m"))
          .addToRequests("memory", new Quantity("16Mi"))
          .addToLimits("memory", new Quantity("64Mi"))
          .build();

  @Test
  void leavesTheFiguresWhereNothingIsDemanded() {
    assertEquals(WANTED, fitted("{type: Container, max: {cpu: 1, memory: 1Gi}}"));
  }

  @Test
  void raisesThemToTheMinimum() {
    ResourceRequirements fitted = fitted("{type: Container, min: {cpu: 50m, memory: 100Mi}}");

    assertEquals(
        Map.of("cpu", new Quantity("50m"), "memory", new Quantity("100Mi")), fitted.getRequests());
    assertEquals(Map.of("memory", new Quantity("100Mi")), fitted.getLimits());
  }

  @Test
  void makesRequestAndLimitEqualWhereTheirRatioIsLimited() {
    ResourceRequirements fitted =
        fitted("{type: Container, maxLimitRequestRatio: {cpu: 2, memory: 2}}");

    assertEquals(
        Map.of("cpu", new Quantity("100m"), "memory", new Quantity("64Mi")), fitted.getRequests());
    assertEquals(fitted.getRequests(), fitted.getLimits());
  }

  @Test
  void goesByTheContainersOfItsOwnNamespaceOnly() {
    assertEquals(WANTED, fitted("{type: Pod, min: {cpu: 50m}}"));
    assertEquals(
        WANTED,
        NamespaceLimits.fitted(
            WANTED, List.of(limitRange("{type: Container, min: {cpu: 50m}}")), "other"));
  }

  @Test
  void asksNothingForAPodWithABudgetOfItsOwn() {
    ResourceRequirements none = new ResourceRequirements();

    assertEquals(
        none,
        NamespaceLimits.fitted(
            none, List.of(limitRange("{type: Container, min: {cpu: 50m}}")), "shop"));
  }

  private static ResourceRequirements fitted(String item) {
    return NamespaceLimits.fitted(WANTED, List.of(limitRange(item)), "shop");
  }

  private static LimitRange limitRange(String item) {
    return new KubernetesSerialization()
        .unmarshal(
            """
            apiVersion: v1
            kind: LimitRange
            metadata: {name: limits, namespace: shop}
            spec: {limits: [%s]}
            """
                .formatted(item),
            LimitRange.class);
  }
}
