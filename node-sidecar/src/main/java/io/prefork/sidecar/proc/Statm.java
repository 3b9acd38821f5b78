package io.prefork.sidecar.proc;

/** Parser of {@code /proc/PID/statm}. Source: {@code proc_pid_statm(5)}. */
public final class Statm {
  private Statm() {}

  /**
   * @param text the file
   * @param pageSize of this machine, bytes
   * @return resident set size, bytes
   * @throws MalformedProcException when the text is not a statm line
   */
  public static long residentBytes(String text, long pageSize) throws MalformedProcException {
    int first = text.indexOf(' ');
    int second = text.indexOf(' ', first + 1);
    if (first < 1 || second < 0) {
      throw new MalformedProcException("statm", text);
    }
    try {
      return Long.parseLong(text.substring(first + 1, second)) * pageSize;
    } catch (NumberFormatException notANumber) {
      throw new MalformedProcException("statm", text);
    }
  }
}
