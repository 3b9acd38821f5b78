package io.prefork.sidecar.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.Recorded;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParsersTest {
  private static final String WORKER = "proc/uwsgi/19600/";

  @Test
  void readsTheFieldsOfARecordedStat() throws Exception {
    Stat stat = Stat.parse(Recorded.text(WORKER + "stat"));

    assertEquals(new Stat(19600, "uwsgi", 'S', 19502, 1978, 0, 44, 417098), stat);
  }

  @Test
  void readsAStatWhoseNameHoldsParenthesesAndBlanks() throws Exception {
    String stat = Recorded.text(WORKER + "stat").replace("(uwsgi)", "(a) R 1 (b c)");

    assertEquals("a) R 1 (b c", Stat.parse(stat).comm());
    assertEquals(19502, Stat.parse(stat).parent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1 (x", "1 (x)", "1 (x) S", "x (x) S 1 2 3", ")(", "\0\0\0"})
  void refusesWhatIsNoStat(String text) {
    assertThrows(MalformedProcException.class, () -> Stat.parse(text));
  }

  @Test
  void countsResidentPagesInBytes() throws Exception {
    assertEquals(58952L * 4096, Statm.residentBytes(Recorded.text(WORKER + "statm"), 4096));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1 2", "a b c"})
  void refusesWhatIsNoStatm(String text) {
    assertThrows(MalformedProcException.class, () -> Statm.residentBytes(text, 4096));
  }

  @Test
  void addsUpARecordedRollup() throws Exception {
    Rollup rollup = Rollup.parse(Recorded.text(WORKER + "smaps_rollup"));

    assertEquals(
        new Rollup(
            235808L << 10, 39982L << 10, 228408L << 10, 7400L << 10, 7400L << 10, 229260L << 10),
        rollup);
  }

  @Test
  void refusesARollupWithoutAnonymous() throws Exception {
    String text = Recorded.text(WORKER + "smaps_rollup").replace("\nAnonymous:", "\nOther:");

    assertThrows(MalformedProcException.class, () -> Rollup.parse(text));
  }

  @Test
  void splitsACommandLine() throws Exception {
    List<String> arguments = CommandLine.parse(Recorded.bytes("proc/uwsgi/19499/cmdline"));

    assertEquals(3, arguments.size());
    assertEquals(List.of("sh", "-c"), arguments.subList(0, 2));
  }

  @Test
  void takesARewrittenTitleAsOneArgument() {
    byte[] title = "gunicorn: master [app]\0\0\0\0".getBytes(StandardCharsets.UTF_8);

    assertEquals(List.of("gunicorn: master [app]"), CommandLine.parse(title));
    assertEquals(List.of(), CommandLine.parse(new byte[0]));
  }

  @Test
  void keepsOnlyTheVariablesInUse() throws Exception {
    Environment environment = Environment.parse(Recorded.bytes("proc/uwsgi/19502/environ"));

    assertEquals(
        Map.of(
            "PREFORK_DIR",
            "/run/prefork.io",
            "UWSGI_STATS",
            "/run/prefork.io/uwsgi-stats.sock",
            "HOME",
            "/home/app"),
        environment.variables());
    assertTrue(environment.isMarked("/run/prefork.io"));
    assertFalse(environment.isMarked("/elsewhere"));
  }

  @Test
  void noticesAnOverwrittenEnvironment() {
    byte[] title = "worker [app]\0A=1\0".getBytes(StandardCharsets.UTF_8);

    assertEquals(Environment.State.OVERWRITTEN, Environment.parse(title).state());
    assertEquals(Environment.State.OVERWRITTEN, Environment.parse(new byte[64]).state());
    assertEquals(Environment.State.OVERWRITTEN, Environment.parse(new byte[0]).state());
  }

  @Test
  void readsPageSizeAndTicksFromTheAuxiliaryVector() throws Exception {
    ByteBuffer vector = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    vector.putLong(6).putLong(65536).putLong(17).putLong(250).putLong(0).putLong(0);

    assertEquals(new Machine(65536, 250), Machine.parse(vector.array()));
    assertThrows(MalformedProcException.class, () -> Machine.parse(new byte[16]));
  }
}
