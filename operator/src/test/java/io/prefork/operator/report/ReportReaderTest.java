package io.prefork.operator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.prefork.operator.report.Reading.Answered;
import io.prefork.operator.report.Reading.Failed;
import io.prefork.operator.report.Reading.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {

  private static final Instant TAKEN = Instant.parse("2026-11-23T21:00:00Z");

  private static Reading read(Instant now, String body) {
    return new ReportReader(Clock.fixed(now, ZoneOffset.UTC))
        .read(body.getBytes(StandardCharsets.UTF_8), "uid-1");
  }

  private static Reading read(String members) {
    return read(
        TAKEN.plusSeconds(10),
        "{\"version\":1,\"takenAt\":\"2026-11-23T21:00:00Z\",\"pod\":{\"uid\":\"uid-1\"},%s}"
            .formatted(members));
  }

  private static void assertFailed(Reason reason, Reading reading) {
    assertEquals(reason, assertInstanceOf(Failed.class, reading).reason(), reading.toString());
  }

  @Test
  void aReportOfAnotherPodIsNotUsed() {
    assertFailed(Reason.OtherPod, read("\"pod\":{\"uid\":\"uid-2\"},\"workers\":[]"));
    assertFailed(Reason.OtherPod, read("\"pod\":null,\"workers\":[]"));
  }

  @Test
  void aNewerFormatIsNotGuessedAt() {
    assertFailed(Reason.UnknownVersion, read("\"version\":2,\"workers\":[]"));
  }

  @Test
  void aReportThatWasTakenLongAgoIsStale() {
    String report =
        "{\"version\":1,\"takenAt\":\"%s\",\"pod\":{\"uid\":\"uid-1\"},\"workers\":[]}"
            .formatted(TAKEN);

    assertInstanceOf(Answered.class, read(TAKEN.plus(ReportReader.MAX_AGE), report));
    assertFailed(Reason.Stale, read(TAKEN.plus(ReportReader.MAX_AGE).plusSeconds(1), report));
  }

  @Test
  void aReportWithoutATimeIsStale() {
    assertFailed(Reason.Stale, read("\"takenAt\":null,\"workers\":[]"));
    assertFailed(Reason.Stale, read("\"takenAt\":\"yesterday\",\"workers\":[]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"master\":null",
        "\"workers\":[null]",
        "\"workers\":[{}]",
        "\"workers\":[{\"process\":{\"ageSeconds\":-1}}]",
        "\"workers\":[{\"process\":{\"rssBytes\":-5}}]",
        "\"workers\":[{\"process\":{},\"requests\":-1}]",
        "\"workers\":[{\"process\":{},\"runtime\":{}}]",
        "\"workers\":[{\"process\":{},\"runtime\":{\"collections\":[1,2]}}]",
        "\"workers\":[{\"process\":{},\"runtime\":{\"collections\":[1,2,null]}}]",
        "\"workers\":[],\"pool\":{\"workers\":-1}",
        "\"workers\":[],\"pool\":{\"workers\":1000000}",
        "\"workers\":[],\"pool\":{\"poolPssBytes\":9223372036854775807}",
        "\"workers\":[],\"pool\":{\"cowEfficiency\":1.5}",
        "\"workers\":[],\"pool\":{\"ceiling\":-1}",
        "\"workers\":[],\"pool\":{\"ceiling\":2000000000}",
        "\"workers\":[],\"pool\":{\"respawns\":-1}",
        "\"workers\":[],\"pool\":{\"cowEfficiency\":\"NaN\"}",
        "\"workers\":[],\"pool\":{\"ipc\":\"Infinity\"}",
        "\"workers\":[],\"sidecar\":{\"pssBytes\":-1}",
        "\"workers\":[],\"findings\":[{\"reason\":\"no camel case\",\"message\":\"\"}]",
        "\"workers\":[],\"findings\":[{\"reason\":\"Split\",\"message\":\"two\\nlines\"}]",
      })
  void figuresThatCannotBeAreNotUsed(String members) {
    assertFailed(Reason.Implausible, read(members));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"workers\":7",
        "\"workers\":[],\"pool\":[]",
        "\"workers\":[],\"pool\":{\"workers\":99999999999}",
        "\"workers\":[],\"pool\":{\"poolPssBytes\":1e400}",
      })
  void aBodyOfAnotherShapeIsMalformed(String members) {
    assertFailed(Reason.Malformed, read(members));
  }
}
