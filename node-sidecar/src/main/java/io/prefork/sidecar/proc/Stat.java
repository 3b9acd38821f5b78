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

  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int MINOR_FAULTS = 7;
  private static final int MAJOR_FAULTS = 9;
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int START = 19;

  /**
   * @throws MalformedProcException when the text is not a stat line
   */
  public static Stat parse(String text) throws MalformedProcException {
    int nameStart = text.indexOf('(');
    int nameEnd = text.lastIndexOf(')');
    if (nameStart < 2 || nameEnd < nameStart || nameEnd + 2 >= text.length()) {
      throw new MalformedProcException("stat", text);
    }
    String[] fields = text.substring(nameEnd + 2).trim().split(" ");
    if (fields.length <= START || fields[STATE].length() != 1) {
      throw new MalformedProcException("stat", text);
    }
    try {
      return new Stat(
          Integer.parseInt(text.substring(0, nameStart - 1)),
          text.substring(nameStart + 1, nameEnd),
          fields[STATE].charAt(0),
          Integer.parseInt(fields[PARENT]),
          Long.parseLong(fields[MINOR_FAULTS]),
          Long.parseLong(fields[MAJOR_FAULTS]),
          Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]),
          Long.parseLong(fields[START]));
    } catch (NumberFormatException notANumber) {
      throw new MalformedProcException("stat", text);
    }
  }

  /** Whether the process has ended and only waits for its parent to notice. */
  public boolean isDead() {
    return state == 'Z' || state == 'X';
  }
}
