package io.prefork.sidecar.proc;

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
    long startTicks) {

  private static final int PARENT = 4;
  private static final int MINOR_FAULTS = 10;
  private static final int MAJOR_FAULTS = 12;
  private static final int USER = 14;
  private static final int SYSTEM = 15;
  private static final int START = 22;

  /**
   * @throws MalformedProcException when the text is not a stat line
   */
  public static Stat parse(String text) throws MalformedProcException {
    int nameStart = text.indexOf('(');
    int nameEnd = text.lastIndexOf(')');
    if (nameStart < 2 || nameEnd < nameStart || nameEnd + 2 >= text.length()) {
      throw new MalformedProcException("stat", text);
    }
    Fields fields = new Fields(text, nameEnd + 2);
    try {
      char state = fields.next().charAt(0);
      int parent = Integer.parseInt(fields.next());
      long minorFaults = fields.numberAfter(MINOR_FAULTS - PARENT);
      long majorFaults = fields.numberAfter(MAJOR_FAULTS - MINOR_FAULTS);
      long user = fields.numberAfter(USER - MAJOR_FAULTS);
      long system = fields.numberAfter(SYSTEM - USER);
      return new Stat(
          Integer.parseInt(text.substring(0, nameStart - 1)),
          text.substring(nameStart + 1, nameEnd),
          state,
          parent,
          minorFaults,
          majorFaults,
          user + system,
          fields.numberAfter(START - SYSTEM));
    } catch (NumberFormatException | IndexOutOfBoundsException cutShort) {
      throw new MalformedProcException("stat", text);
    }
  }

  /** Goes from field to field; most are passed over, at every tick, in every process. */
  private static final class Fields {
    private final String text;
    private int at;

    Fields(String text, int at) {
      this.text = text;
      this.at = at;
    }

    String next() {
      int end = text.indexOf(' ', at);
      String field = text.substring(at, end);
      at = end + 1;
      return field;
    }

    long numberAfter(int fields) {
      for (int i = 1; i < fields; i++) {
        at = text.indexOf(' ', at) + 1;
      }
      return Long.parseLong(next());
    }
  }

  /** Whether the process has ended and only waits for its parent to notice. */
  public boolean isDead() {
    return state == 'Z' || state == 'X';
  }
}
