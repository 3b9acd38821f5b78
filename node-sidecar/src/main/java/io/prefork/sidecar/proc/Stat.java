package io.prefork.sidecar.proc;

import java.nio.charset.StandardCharsets;

/**
 * The fields of {@code /proc/PID/stat} in use. Source: {@code proc_pid_stat(5)}.
 *
 * @param pid process id
 * @param comm name of the program, at most 15 characters, whatever bytes it likes
 * @param state one letter; {@code Z} is a zombie, {@code X} dead
 * @param parent pid of the parent
 * @param minorFaults of the whole process since its start (field 10)
 * @param majorFaults of the whole process since its start (field 12)
 * @param cpuTicks user and system time, clock ticks (fields 14 and 15)
 * @param threads of the process (field 20)
 * @param startTicks clock ticks after boot (field 22)
 */
public record Stat(
    int pid,
    String comm,
    char state,
    int parent,
    long minorFaults,
    long majorFaults,
    long cpuTicks,
    int threads,
    long startTicks) {

  private static final int PARENT = 4;
  private static final int MINOR_FAULTS = 10;
  private static final int MAJOR_FAULTS = 12;
  private static final int FAULTS_OF_CHILDREN = 13;
  private static final int USER = 14;
  private static final int SYSTEM = 15;
  private static final int THREADS = 20;
  private static final int START = 22;
  private static final int RESIDENT = 24;

  /**
   * @throws MalformedProcException when the text is not a stat line
   */
  public static Stat parse(byte[] text) throws MalformedProcException {
    int nameStart = 0;
    while (nameStart < text.length && text[nameStart] != '(') {
      nameStart++;
    }
    int nameEnd = Math.max(nameStart, nameEnd(text));
    int state = nameEnd + 2;
    if (nameEnd <= nameStart || state + 1 >= text.length || text[state + 1] != ' ') {
      throw malformed(text);
    }
    long pid = new Fields(text, 0).number();
    Fields fields = new Fields(text, state + 2);
    long parent = fields.number();
    fields.skip(MINOR_FAULTS - PARENT - 1);
    long minorFaults = fields.number();
    fields.skip(MAJOR_FAULTS - MINOR_FAULTS - 1);
    long majorFaults = fields.number();
    fields.skip(USER - MAJOR_FAULTS - 1);
    long user = fields.number();
    long system = fields.number();
    fields.skip(THREADS - SYSTEM - 1);
    long threads = fields.number();
    fields.skip(START - THREADS - 1);
    long start = fields.number();
    // None of them is negative, so that one sign bit tells whether any is missing.
    if ((pid | parent | minorFaults | majorFaults | user | system | threads | start) < 0
        || pid > Integer.MAX_VALUE
        || parent > Integer.MAX_VALUE
        || threads > Integer.MAX_VALUE) {
      throw malformed(text);
    }
    return new Stat(
        (int) pid,
        new String(text, nameStart + 1, nameEnd - nameStart - 1, StandardCharsets.ISO_8859_1),
        (char) text[state],
        (int) parent,
        minorFaults,
        majorFaults,
        user + system,
        (int) threads,
        start);
  }

  /** The last of its kind: the name itself may hold any. */
  private static int nameEnd(byte[] text) {
    int at = text.length - 1;
    while (at >= 0 && text[at] != ')') {
      at--;
    }
    return at;
  }

  /** Where in a stat line the field after the state begins. */
  static int behindState(byte[] text) {
    return nameEnd(text) + ") S ".length();
  }

  /** Where in a stat line the last field that counts faults ends. */
  static int behindFaults(byte[] text) {
    return behind(text, FAULTS_OF_CHILDREN);
  }

  /** Where in a stat line the resident set size ends. */
  static int behindResident(byte[] text) {
    return behind(text, RESIDENT);
  }

  private static int behind(byte[] text, int field) {
    Fields fields = new Fields(text, behindState(text));
    fields.skip(field - PARENT + 1);
    return fields.at();
  }

  /** The same for a text that was read as ISO 8859-1. */
  public static Stat parse(String text) throws MalformedProcException {
    return parse(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static MalformedProcException malformed(byte[] text) {
    return new MalformedProcException("stat", new String(text, StandardCharsets.ISO_8859_1));
  }

  /** Whether the process has ended and only waits for its parent to notice. */
  public boolean isDead() {
    return state == 'Z' || state == 'X';
  }
}
