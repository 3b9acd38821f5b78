package io.prefork.sidecar;

import io.prefork.protocol.Report;
import io.prefork.sidecar.decide.Decision;
import io.prefork.sidecar.measure.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one tick has come to. The report is made from it when somebody asks for one, which is far
 * less often.
 *
 * @param round what was seen
 * @param decision the last one, or null
 * @param actions the last ones, oldest first, or null
 * @param problem what of the policy could not be followed, or null
 * @param reports makes the report
 */
public record Look(
    Round round,
    Decision decision,
    List<Report.ActionResult> actions,
    String problem,
    Reports reports)
    implements Supplier<Report> {

  /** The report of that moment, but with what the sidecar costs as of now. */
  @Override
  public Report get() {
    return reports.of(this);
  }

  /** Everything that a person should know. */
  List<Report.Finding> findings() {
    if (problem == null) {
      return round.findings();
    }
    List<Report.Finding> all = new ArrayList<>(round.findings());
    all.add(new Report.Finding("PolicyUnclear", problem));
    return all;
  }
}
