package io.prefork.sidecar.proc;

/**
 * A process's memory by {@code /proc/PID/smaps_rollup}, bytes. Source: {@code
 * Documentation/ABI/testing/procfs-smaps_rollup} and {@code proc_pid_smaps(5)}.
 *
 * @param rss {@code Rss}
 * @param pss {@code Pss}
 * @param shared {@code Shared_Clean + Shared_Dirty}
 * @param unshared {@code Private_Clean + Private_Dirty}
 * @param privateDirty {@code Private_Dirty}
 * @param anonymous {@code Anonymous}
 */
public record Rollup(
    long rss, long pss, long shared, long unshared, long privateDirty, long anonymous) {

  private static final long KIB = 1024;

  /**
   * @throws MalformedProcException when one of the six lines is missing or is no number of kB
   */
  public static Rollup parse(String text) throws MalformedProcException {
    long privateDirty = bytes(text, "\nPrivate_Dirty:");
    return new Rollup(
        bytes(text, "\nRss:"),
        bytes(text, "\nPss:"),
        bytes(text, "\nShared_Clean:") + bytes(text, "\nShared_Dirty:"),
        bytes(text, "\nPrivate_Clean:") + privateDirty,
        privateDirty,
        bytes(text, "\nAnonymous:"));
  }

  private static long bytes(String text, String label) throws MalformedProcException {
    int start = text.indexOf(label);
    int end = text.indexOf(" kB", start);
    if (start < 0 || end < 0) {
      throw new MalformedProcException("smaps_rollup, line " + label.trim(), text);
    }
    try {
      return Long.parseLong(text.substring(start + label.length(), end).trim()) * KIB;
    } catch (NumberFormatException notANumber) {
      throw new MalformedProcException("smaps_rollup, line " + label.trim(), text);
    }
  }
}
