package io.prefork.sidecar.bootstrap;

import io.prefork.protocol.Directive;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The text of {@code policy.conf}, which the bootstrap reads at start-up and in each worker. */
final class PolicyConf {
  private PolicyConf() {}

  static byte[] of(Directive directive) {
    String text =
        "version=1\n"
            + ("mode=" + directive.mode() + "\n")
            + ("gc.mode=" + directive.gc() + "\n")
            + ("gc.reenable="
                + Objects.requireNonNullElse(directive.reenable(), Directive.REPORT)
                + "\n")
            + guard(directive.maxGrowthPercent())
            + ("shutdown.mode=" + directive.shutdown() + "\n")
            + ("policy=" + directive.policy() + "\n")
            + ("generation=" + directive.generation() + "\n");
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String guard(Integer maxGrowthPercent) {
    return maxGrowthPercent == null
        ? ""
        : "gc.cycleGuard.maxGrowthPercent=" + maxGrowthPercent + "\n";
  }
}
