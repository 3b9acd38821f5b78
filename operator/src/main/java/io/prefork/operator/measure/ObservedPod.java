package io.prefork.operator.measure;

import io.prefork.operator.report.Reading;
import io.prefork.protocol.Report;
import java.util.Optional;

/**
 * A pod that the policy applies to.
 *
 * @param injected whether it carries the sidecar
 * @param remark what admission could not do for it, and why, or null
 * @param ceilingRemedy why its server could not be given room for as many workers as the policy
 *     allows, should that be so, and what to do; empty where the policy sets no number
 * @param reading what came of asking it for its report, or null: it was not asked, since it is not
 *     injected or does not run yet
 */
public record ObservedPod(
    String name, boolean injected, String remark, Optional<String> ceilingRemedy, Reading reading) {

  Optional<Report> report() {
    return reading instanceof Reading.Answered(Report report)
        ? Optional.of(report)
        : Optional.empty();
  }

  boolean isLeftAlone() {
    return !injected && remark != null;
  }
}
