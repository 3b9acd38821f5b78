package io.prefork.standalone.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static final String AT = "2026-01-01T00:00:00Z";
  private static final long MIB = 1L << 20;

  @Test
  void showsWorkersDecisionAndLastAction() {
    assertEquals(
        """
        2026-01-01T00:00:00Z  UWSGI 2.0.31, master 10, Python 3.11.2, policy default/web, mode Enforce
        decision   Grow by 1: all busy
        last done  2026-01-01T00:00:00Z Recycle 11, Confirmed: above 400 MiB

             PID      AGE    PRIVATE     SHARED        RSS    REQUESTS  STATE
              11    2m03s     16 MiB    220 MiB    236 MiB           7  busy
              12    2m03s          -          -    236 MiB           -  -\
        """,
        String.join("\n", Frame.of(report("all busy", 2), List.of(), 100, 24)));
  }

  @Test
  void staysWithinTheTerminalWhateverItsSize() {
    Report report = report("a reason that is longer than a narrow terminal is wide", 40);
    for (int columns = 1; columns < 120; columns += 7) {
      for (int rows = 1; rows < 60; rows += 5) {
        int most = columns;
        List<String> frame = Frame.of(report, List.of("log"), columns, rows);

        assertTrue(frame.size() <= rows);
        assertTrue(frame.stream().allMatch(line -> line.length() <= most));
      }
    }
  }

  @Test
  void saysHowManyWorkersDoNotFit() {
    assertEquals("and 36 more", Frame.of(report("r", 40), List.of(), 100, 10).getLast());
  }

  @Test
  void showsNoEscapeSequenceThatSomebodyElseHasWritten() {
    String frame = String.join("\n", Frame.of(report("\033[2Jgone\u009b", 1), List.of(), 90, 24));

    assertTrue(frame.contains("?[2Jgone?"), frame);
  }

  @Test
  void givesTheTerminalBackOnceAndDrawsNothingAfterwards() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LiveTable table = new LiveTable(out, () -> Optional.of(new Terminal.Size(24, 80)));

    table.show(report("r", 1));
    table.close();
    table.show(report("r", 1));
    table.close();

    String written = out.toString(StandardCharsets.US_ASCII);
    assertTrue(written.startsWith(Terminal.ENTER), written);
    assertEquals(written.length() - Terminal.LEAVE.length(), written.indexOf(Terminal.LEAVE));
  }

  @Test
  void leavesATerminalAloneThatItHasNotDrawnOn() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new LiveTable(out, Optional::empty).close();

    assertEquals(0, out.size());
  }

  @Test
  void writesOneLineOfJsonForEachReport() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Output lines = new JsonLines(out, System.err);

    lines.show(report("two\nlines", 1));
    lines.show(report("r", 1));

    List<String> written = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(2, written.size());
    assertTrue(written.getFirst().contains("\"decision\":{"), written.getFirst());
  }

  /** Of the workers, the first alone has been read. */
  private static Report report(String reason, int workers) {
    List<Report.Worker> list = new ArrayList<>();
    list.add(worker(11, 220 * MIB, 16 * MIB, 7L, true));
    for (int i = 1; i < workers; i++) {
      list.add(worker(11 + i, null, null, null, null));
    }
    return new Report(
        Report.VERSION,
        AT,
        new Report.Pod(null, null, null, null),
        new Report.InForce("default/web", 1, "Enforce"),
        new Report.Sidecar("0.1.0", AT, null, null),
        new Report.Server("UWSGI", "2.0.31", "3.11.2"),
        new Report.Process(10, 1, null, null, null, null, null, null, null, null),
        list,
        null,
        new Report.Counters("None", null),
        null,
        null,
        new Report.Decision(AT, "Grow", 1, null, reason, null, null, null, "Memory"),
        List.of(new Report.ActionResult(AT, "Recycle", null, 11, "Confirmed", "above 400 MiB")),
        List.of());
  }

  private static Report.Worker worker(
      int pid, Long shared, Long unshared, Long requests, Boolean busy) {
    Report.Process process =
        new Report.Process(pid, 1, 123L, 236 * MIB, null, shared, unshared, null, null, null);
    return new Report.Worker(process, requests, busy, null, null, null, null, null);
  }
}
