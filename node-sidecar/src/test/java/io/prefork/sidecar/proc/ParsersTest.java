package io.prefork.sidecar.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.Recorded;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParsersTest {
  private static final String WORKER = "proc/uwsgi/19600/";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void readsTheFieldsOfARecordedStat() throws Exception {
    Stat stat = Stat.parse(Recorded.text(WORKER + "stat"));

    assertEquals(new Stat(19600, "uwsgi", 'S', 19502, 1978, 0, 44, 1, 417098), stat);
  }

  @Test
  void readsAStatWhoseNameHoldsParenthesesAndBlanks() throws Exception {
    String stat = Recorded.text(WORKER + "stat").replace("(uwsgi)", "(a) R 1 (b c)");

    assertEquals("a) R 1 (b c", Stat.parse(stat).comm());
    assertEquals(19502, Stat.parse(stat).parent());
  }

  @Test
  void knowsWhereTheFieldsEndThatTellWhetherAProcessHasMoved() throws Exception {
    byte[] stat = Recorded.bytes(WORKER + "stat");
    String text = new String(stat, StandardCharsets.ISO_8859_1);

    String faults = "19502 19405 12926 0 -1 4194368 1978 0 0 0 ";
    assertEquals(faults, text.substring(Stat.behindState(stat), Stat.behindFaults(stat)));
    assertTrue(text.substring(0, Stat.behindResident(stat)).endsWith(" 417098 296321024 58888 "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1 (x", "1 (x)", "1 (x) S", "x (x) S 1 2 3", ")(", "\0\0\0"})
  void refusesWhatIsNoStat(String text) {
    assertThrows(MalformedProcException.class, () -> Stat.parse(text));
  }

  @Test
  void readsHowLongTheMachineHasBeenUpAndIdle() throws Exception {
    Uptime early = Uptime.parse(bytes("4182.07 16540.90\n"));
    Uptime later = Uptime.parse(bytes("4184.07 16543.90\n"));

    assertEquals(new Uptime(4182.07, 16540.9), early);
    assertEquals(1.5, later.idleSince(early), 1e-9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1.00", "1.00 ", "1.00 x", "1 2", ".00 1.00", "1.100 1.00"})
  void refusesWhatIsNoUptime(String text) {
    assertThrows(MalformedProcException.class, () -> Uptime.parse(bytes(text)));
  }

  @Test
  void countsResidentPagesInBytes() throws Exception {
    assertEquals(58952L * 4096, Statm.residentBytes(Recorded.bytes(WORKER + "statm"), 4096));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1 2", "a b c"})
  void refusesWhatIsNoStatm(String text) {
    assertThrows(MalformedProcException.class, () -> Statm.residentBytes(bytes(text), 4096));
  }

  @Test
  void addsUpARecordedRollup() throws Exception {
    Rollup rollup = Rollup.parse(Recorded.bytes(WORKER + "smaps_rollup"));

    assertEquals(
        new Rollup(
            235808L << 10, 39982L << 10, 228408L << 10, 7400L << 10, 7400L << 10, 229260L << 10),
        rollup);
  }

  @Test
  void readsTheLinesOfARollupInWhateverOrderTheyCome() throws Exception {
    byte[] recorded = Recorded.bytes(WORKER + "smaps_rollup");
    List<String> lines =
        new ArrayList<>(new String(recorded, StandardCharsets.ISO_8859_1).lines().toList());
    Collections.reverse(lines.subList(1, lines.size()));

    assertEquals(Rollup.parse(recorded), Rollup.parse(bytes(String.join("\n", lines))));
  }

  @Test
  void refusesARollupWithoutAnonymous() throws Exception {
    String text = Recorded.text(WORKER + "smaps_rollup").replace("\nAnonymous:", "\nOther:");

    assertThrows(MalformedProcException.class, () -> Rollup.parse(bytes(text)));
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

  @ParameterizedTest
  @ValueSource(strings = {" kB", " MB", "kB", "", "-5 kB", "99999999999999999999 kB"})
  void refusesARollupWhoseNumberIsNoneOfKilobytes(String end) throws Exception {
    String line = "\nPss:" + " ".repeat(14) + (end.startsWith(" kB") ? "x" : "5") + end + "\n";
    String text = Recorded.text(WORKER + "smaps_rollup").replaceFirst("\nPss:.*\n", line);

    assertThrows(MalformedProcException.class, () -> Rollup.parse(bytes(text)));
  }

  @Test
  void readsTheMachinesMemory() {
    String text = "MemTotal:  9 kB\nMemFree:  1 kB\nMemAvailable:  7 kB\nBuffers:  2 kB\nCached:";

    assertEquals(new HostMemory(7L << 10, 3L << 10), HostMemory.parse(bytes(text + " 3 kB\n")));
    assertEquals(new HostMemory(7L << 10, null), HostMemory.parse(bytes(text)));
    assertEquals(new HostMemory(null, null), HostMemory.parse(new byte[0]));
  }

  /** Cut short, with bytes changed, or nothing but noise: a value or a refusal, never a crash. */
  @Test
  void endsWithAValueOrARefusalWhateverTheBytes() throws Exception {
    byte[][] recorded = {
      Recorded.bytes(WORKER + "stat"),
      Recorded.bytes(WORKER + "statm"),
      Recorded.bytes(WORKER + "smaps_rollup")
    };
    Random random = new Random(42);
    for (int i = 0; i < 30_000; i++) {
      byte[] text = recorded[i % 3].clone();
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        text[random.nextInt(text.length)] = (byte) NOISE.charAt(random.nextInt(NOISE.length()));
      }
      text = Arrays.copyOf(text, random.nextInt(text.length + 1));
      if (random.nextInt(10) == 0) {
        random.nextBytes(text);
      }
      parseAll(text);
    }
  }

  private static final String NOISE = "0123456789 ()\n\t-+kBZ:\0\u00ff";

  private static void parseAll(byte[] text) {
    try {
      Stat stat = Stat.parse(text);
      assertTrue(stat.pid() >= 0 && stat.startTicks() >= 0 && stat.minorFaults() >= 0);
    } catch (MalformedProcException refused) {
      assertTrue(refused.getMessage().startsWith("stat: "));
    }
    try {
      assertTrue(Statm.residentBytes(text, 4096) >= 0);
    } catch (MalformedProcException refused) {
      assertTrue(refused.getMessage().startsWith("statm: "));
    }
    try {
      assertTrue(Rollup.parse(text).rss() >= 0);
    } catch (MalformedProcException refused) {
      assertTrue(refused.getMessage().startsWith("smaps_rollup, line "));
    }
    HostMemory host = HostMemory.parse(text);
    assertTrue(host.available() == null || host.available() >= 0);
  }
}
