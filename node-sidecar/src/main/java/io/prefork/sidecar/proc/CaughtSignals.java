package io.prefork.sidecar.proc;

/**
 * The signals that a process has handlers for: {@code SigCgt} of {@code /proc/PID/status}, see
 * {@code proc_pid_status(5)}. Pure.
 */
public final class CaughtSignals {
  /** Of a process that has ended, for instance. */
  public static final CaughtSignals NONE = new CaughtSignals(0);

  private static final String LABEL = "\nSigCgt:";
  private static final int HEX_DIGITS = 16;

  private final long mask;

  private CaughtSignals(long mask) {
    this.mask = mask;
  }

  /**
   * @param status the file's text; without the line, or with another form of it, nothing is caught
   */
  public static CaughtSignals parse(String status) {
    int at = status.indexOf(LABEL);
    if (at < 0) {
      return NONE;
    }
    int start = at + LABEL.length();
    while (start < status.length() && status.charAt(start) <= ' ' && status.charAt(start) != '\n') {
      start++;
    }
    if (start + HEX_DIGITS > status.length()) {
      return NONE;
    }
    try {
      return new CaughtSignals(Long.parseUnsignedLong(status, start, start + HEX_DIGITS, 16));
    } catch (NumberFormatException anotherForm) {
      return NONE;
    }
  }

  public boolean has(int signal) {
    return (mask >>> (signal - 1) & 1) != 0;
  }

  /** Those that the other process does not handle. */
  public CaughtSignals without(CaughtSignals other) {
    return new CaughtSignals(mask & ~other.mask);
  }
}
