package io.prefork.operator.measure;

import io.prefork.operator.report.Reading;
import io.prefork.protocol.Report;
import java.util.Optional;

/**
 * A pod that the policy applies to.
 *
 * @param injected whether it carries the sidecar
 * @param remark what admission could not do for it, and why, or null
 * @param reading what came of asking it for its report, or null: it was not asked, since it is not
 *     injected or does not run yet
 */
public record ObservedPod(String name, boolean injected, String remark, Reading reading) {

  Optional<Report> report() {
    return reading instanceof Reading.Answered(Report report)
        ? Optional.of(report)
        : Optional.empty();
  }

  boolean isLeftAlone() {
    return !injected && remark != null;
  }
}
