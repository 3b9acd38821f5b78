package io.prefork.operator.report;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.prefork.operator.report.Reading.Answered;
import io.prefork.operator.report.Reading.Failed;
import io.prefork.operator.report.Reading.Reason;
import io.prefork.protocol.Report;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the bytes that a pod answered into a report that can be used, or the reason why not. */
final class ReportReader {

  /** Generous, since the clocks of two nodes may differ. */
  static final Duration MAX_AGE = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(ReportReader.class);
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readerFor(Report.class);

  private final Clock clock;

  ReportReader(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param podUid of the pod that was asked
   */
  Reading read(byte[] body, String podUid) {
    Report report;
    try {
      report = JSON.readValue(body);
    } catch (IOException e) {
      // Jackson's message quotes the body, which is not ours to repeat.
      LOG.debug("not a report", e);
      return new Failed(Reason.Malformed, "the body is not the JSON of a report");
    }
    return check(report, podUid);
  }

  private Reading check(Report report, String podUid) {
    if (report == null) {
      return new Failed(Reason.Malformed, "the body is no report: it is null");
    }
    if (report.version() != Report.VERSION) {
      return new Failed(
          Reason.UnknownVersion,
          "report version %d, this operator reads %d: bring both to one release"
              .formatted(report.version(), Report.VERSION));
    }
    if (report.pod() == null || !podUid.equals(report.pod().uid())) {
      return new Failed(Reason.OtherPod, "the report is another pod's");
    }
    Optional<String> impossible = Plausibility.objection(report);
    if (impossible.isPresent()) {
      return new Failed(Reason.Implausible, impossible.get());
    }
    return isStale(report)
        ? new Failed(
            Reason.Stale,
            "the report is older than %d minutes: the sidecar has stopped measuring, or the node's clock is off"
                .formatted(MAX_AGE.toMinutes()))
        : new Answered(report);
  }

  private boolean isStale(Report report) {
    try {
      return Instant.parse(report.takenAt()).plus(MAX_AGE).isBefore(clock.instant());
    } catch (DateTimeParseException | NullPointerException e) {
      return true;
    }
  }
}
