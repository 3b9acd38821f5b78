package io.prefork.operator.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.prefork.operator.report.Reading;
import io.prefork.operator.report.RecordedReports;
import io.prefork.policy.MemoryPolicySpec.Gc;
import io.prefork.protocol.Report;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What real sidecars said beside real servers. */
class RecordedReportsTest {

  private static final Goal GUNICORN =
      new Goal("prefork-demonstration/sample-gunicorn", Gc.Mode.Freeze, Optional.empty());
  private static final Goal UWSGI =
      new Goal("prefork-demonstration/sample-uwsgi", Gc.Mode.Freeze, Optional.empty());

  private static Report recorded(String name) {
    return assertInstanceOf(Reading.Answered.class, RecordedReports.read(name)).report();
  }

  private static ObservedPod pod(String recording) {
    return Reports.answering(recording, recorded(recording));
  }

  @Test
  void whatWasRecordedUnderObserveIsObserved() {
    assertEquals(Standing.Observed, Standing.of(recorded("gunicorn-observed"), GUNICORN));
  }

  @Test
  void whatWasRecordedUnderEnforceIsTreated() {
    assertEquals(Standing.Treated, Standing.of(recorded("gunicorn-enforced"), GUNICORN));
    assertEquals(Standing.Treated, Standing.of(recorded("uwsgi-enforced"), UWSGI));
  }

  @Test
  void theGainOfGunicornIsWhatTheTwoRecordingsDiffer() {
    Measures observed = Measures.of(GUNICORN, List.of(pod("gunicorn-observed")), null);

    Measures measures =
        Measures.of(GUNICORN, List.of(pod("gunicorn-enforced")), observed.baseline());

    assertEquals(1_061_198_848 - 360_043_520 - 29_270_016, measures.reclaimed().bytes());
    assertEquals("641Mi", measures.reclaimed().memory());
    assertEquals(0.471, measures.baseline().cowEfficiency());
    assertEquals(0.938, measures.current().cowEfficiency());
  }

  @Test
  void gunicornCountsNoRequestsSoNothingIsSaidPerRequest() {
    Measures measures = Measures.of(GUNICORN, List.of(pod("gunicorn-observed")), null);

    assertNull(measures.baseline().minorFaultsPerRequest());
    assertEquals(0.846, measures.baseline().gcFaultShare());
  }
}
