package io.prefork.sidecar.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What a real pool showed leads to the same decisions, in the same words, every time. */
class ReplayTest {
  private static final String STREAM = "/decide/uwsgi-grows.gz";
  private static final String DECISIONS = "/decide/uwsgi-grows.decisions";

  @Test
  void aRecordedStreamGivesTheSameDecisions() throws IOException {
    try (InputStream expected = ReplayTest.class.getResourceAsStream(DECISIONS)) {
      String text = new String(expected.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(text, String.join("\n", replay()) + "\n");
    }
  }

  /** A line for each decision whose action is not the one before. */
  static List<String> replay() throws IOException {
    Limits limits = new Limits(true, true, 2, 100, Thresholds.NONE, Reclaim.AUTO);
    Decider decider = new Decider();
    List<String> lines = new ArrayList<>();
    Action before = null;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(ReplayTest.class.getResourceAsStream(STREAM)),
                StandardCharsets.US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Decision decision = decider.decide(RecordedStream.parse(line), limits);
        if (!decision.action().equals(before)) {
          lines.add(decision.action().getClass().getSimpleName() + ": " + decision.reason());
        }
        before = decision.action();
      }
    }
    return lines;
  }
}
