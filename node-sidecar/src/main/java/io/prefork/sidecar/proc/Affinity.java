package io.prefork.sidecar.proc;

/** On how many processors a process may run. Source: {@code proc_pid_status(5)}. */
public final class Affinity {
  private static final String LABEL = "\nCpus_allowed_list:";

  private Affinity() {}

  /**
   * @param status text of {@code /proc/PID/status}
   * @return null when it does not say
   */
  public static Integer processors(String status) {
    int start = status.indexOf(LABEL);
    int end = status.indexOf('\n', start + 1);
    if (start < 0 || end < 0) {
      return null;
    }
    try {
      int sum = 0;
      for (String range : status.substring(start + LABEL.length(), end).trim().split(",")) {
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
        sum += last - first + 1;
      }
      return sum > 0 ? sum : null;
    } catch (NumberFormatException notAList) {
      return null;
    }
  }
}
