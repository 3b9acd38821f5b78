package io.prefork.operator.injection;

import static io.prefork.operator.injection.InjectedPods.injected;
import static io.prefork.operator.injection.InjectedPods.sidecar;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class SidecarSecurityTest {

  @Test
  void isTheSameUserAsTheApplicationWithoutAnyCapability() {
    SecurityContext sidecar =
        beside("{}", "{runAsUser: 1000, runAsGroup: 1001, runAsNonRoot: true}");

    assertEquals(1000, sidecar.getRunAsUser());
    assertEquals(1001, sidecar.getRunAsGroup());
    assertTrue(sidecar.getRunAsNonRoot());
    assertEquals(List.of("ALL"), sidecar.getCapabilities().getDrop());
  }

  @Test
  void inheritsThePodsUserAsTheApplicationDoes() {
    SecurityContext sidecar = beside("{runAsUser: 1000}", "{}");

    assertNull(sidecar.getRunAsUser());
    assertEquals(List.of("ALL"), sidecar.getCapabilities().getDrop());
  }

  @Test
  void takesTheUsersOwnGroupWhereNoneIsDeclared() {
    assertEquals(1000, beside("{runAsUser: 1000}", "{}").getRunAsGroup());
    assertEquals(1000, beside("{}", "{runAsUser: 1000}").getRunAsGroup());
    assertNull(beside("{runAsUser: 1000, runAsGroup: 0}", "{}").getRunAsGroup());
    assertNull(beside("{runAsUser: 0}", "{}").getRunAsGroup());
  }

  @Test
  void followsTheContainerWhereItOverridesThePod() {
    SecurityContext sidecar =
        beside("{runAsUser: 1000}", "{runAsUser: 0, capabilities: {drop: [NET_RAW]}}");

    assertEquals(0, sidecar.getRunAsUser());
    assertEquals(List.of("NET_RAW"), sidecar.getCapabilities().getDrop());
  }

  @Test
  void takesAnApplicationThatDeclaresNothingForRootWithTheDefaultCapabilities() {
    SecurityContext sidecar = beside("{}", "{}");

    assertEquals(0, sidecar.getRunAsUser());
    assertNull(sidecar.getCapabilities());
  }

  @Test
  void hasTheCapabilitiesOfARootApplicationButNotTheOneThatIsRefused() {
    SecurityContext sidecar =
        beside("{}", "{runAsUser: 0, capabilities: {add: [CAP_SYS_ADMIN, SYS_PTRACE]}}");

    assertEquals(List.of("SYS_PTRACE"), sidecar.getCapabilities().getAdd());
  }

  @Test
  void choosesAUserWhereOnlyRootIsForbidden() {
    SecurityContext sidecar = beside("{runAsNonRoot: true}", "{}");

    assertEquals(65532, sidecar.getRunAsUser());
    assertEquals(List.of("ALL"), sidecar.getCapabilities().getDrop());
  }

  @Test
  void neverWritesItsRootNorGainsPrivileges() {
    SecurityContext sidecar = beside("{}", "{privileged: true, allowPrivilegeEscalation: true}");

    assertTrue(sidecar.getReadOnlyRootFilesystem());
    assertFalse(sidecar.getAllowPrivilegeEscalation());
    assertNull(sidecar.getPrivileged());
  }

  @Test
  void hasTheRuntimesSeccompProfileWhereNoneIsDeclared() {
    assertEquals("RuntimeDefault", beside("{}", "{}").getSeccompProfile().getType());
  }

  @Test
  void hasTheDeclaredSeccompProfile() {
    assertNull(
        beside("{seccompProfile: {type: RuntimeDefault}}", "{}").getSeccompProfile(),
        "inherited from the pod");
    assertEquals(
        "Unconfined",
        beside("{}", "{seccompProfile: {type: Unconfined}}").getSeccompProfile().getType());
  }

  @Test
  void isConfinedAsTheApplicationIsSinceTheConfinedSeeOnlyTheirLikes() {
    SecurityContext sidecar =
        beside(
            "{}",
            "{appArmorProfile: {type: Localhost, localhostProfile: web}, seLinuxOptions: {type: web_t}}");

    assertEquals("web", sidecar.getAppArmorProfile().getLocalhostProfile());
    assertEquals("web_t", sidecar.getSeLinuxOptions().getType());
  }

  private static SecurityContext beside(String ofPod, String ofContainer) {
    return sidecar(
            injected(
                """
                securityContext: %s
                containers:
                - name: app
                  securityContext: %s
                """
                    .formatted(ofPod, ofContainer)))
        .getSecurityContext();
  }
}
