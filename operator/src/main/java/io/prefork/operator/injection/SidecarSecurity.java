package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The sidecar's security context: the application's identity with the least privilege that still
 * reads the application's processes.
 *
 * <p>The kernel lets a process read another one's {@code smaps_rollup} when both have the same user
 * and group and the reader's permitted capabilities include the target's (ptrace(2), "Ptrace access
 * mode checking"). So beside an application that is not root, the sidecar needs no capability at
 * all; beside one that is, it needs the same ones.
 *
 * <p>A pod that declares a user but no group leaves the group to the image's {@code /etc/passwd},
 * which admission cannot see. There a user's group mostly has the user's number, so that is what
 * the sidecar gets; where it is another, the sidecar is denied and its finding says what to
 * declare.
 */
final class SidecarSecurity {

  /** What an image runs as that does not say otherwise, for a pod that declares nothing. */
  private static final long ROOT = 0;

  /** For a pod that demands any user but root and leaves the choice to the image. */
  private static final long UNPRIVILEGED_USER = 65532;

  /** The API server refuses it together with {@code allowPrivilegeEscalation: false}. */
  private static final Set<String> NEVER_MIRRORED = Set.of("SYS_ADMIN", "CAP_SYS_ADMIN");

  private SidecarSecurity() {}

  /**
   * Mirrors what the application's container declares. What its pod declares needs no mirror: the
   * sidecar inherits it as the application does.
   */
  static SecurityContext beside(Pod pod, Container application) {
    Optional<PodSecurityContext> ofPod = Optional.ofNullable(pod.getSpec().getSecurityContext());
    Optional<SecurityContext> own = Optional.ofNullable(application.getSecurityContext());
    Optional<Long> user =
        own.map(SecurityContext::getRunAsUser)
            .or(() -> ofPod.map(PodSecurityContext::getRunAsUser));
    boolean notRoot =
        own.map(SecurityContext::getRunAsNonRoot)
            .or(() -> ofPod.map(PodSecurityContext::getRunAsNonRoot))
            .orElse(false);
    boolean groupDeclared =
        own.map(SecurityContext::getRunAsGroup).isPresent()
            || ofPod.map(PodSecurityContext::getRunAsGroup).isPresent();
    boolean seccompDeclared =
        ofPod.map(PodSecurityContext::getSeccompProfile).isPresent()
            || own.map(SecurityContext::getSeccompProfile).isPresent();

    SecurityContextBuilder context =
        new SecurityContextBuilder()
            .withReadOnlyRootFilesystem(true)
            .withAllowPrivilegeEscalation(false)
            .withRunAsUser(of(own, SecurityContext::getRunAsUser))
            .withRunAsGroup(of(own, SecurityContext::getRunAsGroup))
            .withRunAsNonRoot(of(own, SecurityContext::getRunAsNonRoot))
            .withSeLinuxOptions(of(own, SecurityContext::getSeLinuxOptions))
            .withAppArmorProfile(of(own, SecurityContext::getAppArmorProfile))
            .withSeccompProfile(of(own, SecurityContext::getSeccompProfile));
    if (!seccompDeclared) {
      context.withNewSeccompProfile().withType("RuntimeDefault").endSeccompProfile();
    }
    boolean root = user.map(uid -> uid == 0).orElse(!notRoot);
    if (user.isEmpty()) {
      context.withRunAsUser(root ? ROOT : UNPRIVILEGED_USER);
    } else if (!root && !groupDeclared) {
      context.withRunAsGroup(user.get());
    }
    context.withCapabilities(root ? mirrored(of(own, SecurityContext::getCapabilities)) : none());
    return context.build();
  }

  private static Capabilities mirrored(Capabilities application) {
    return application == null
        ? null
        : new CapabilitiesBuilder(application)
            .withAdd(
                application.getAdd().stream()
                    .filter(capability -> !NEVER_MIRRORED.contains(capability))
                    .toList())
            .build();
  }

  private static Capabilities none() {
    return new CapabilitiesBuilder().withDrop("ALL").build();
  }

  private static <T> T of(Optional<SecurityContext> context, Function<SecurityContext, T> field) {
    return context.map(field).orElse(null);
  }
}
