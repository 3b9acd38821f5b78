package io.prefork.sidecar.proc;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The part of {@code /proc/PID/environ} that is of use: what the process was started with. Source:
 * {@code proc_pid_environ(5)}.
 *
 * @param state whether it could be read at all
 * @param variables those of {@link #WANTED} that are set
 */
public record Environment(State state, Map<String, String> variables) {

  public enum State {
    KNOWN,
    /** The kernel refused: another UID. */
    DENIED,
    /** The process has written something else over it, as libraries that set the title do. */
    OVERWRITTEN
  }

  /** Set to the shared volume's path in every process of the container that was prepared. */
  public static final String MARK = "PREFORK_DIR";

  public static final String UWSGI_STATS = "UWSGI_STATS";
  public static final String UWSGI_MASTER_FIFO = "UWSGI_MASTER_FIFO";
  public static final String UWSGI_CHEAPER_ALGO = "UWSGI_CHEAPER_ALGO";
  public static final String GUNICORN_PID = "GUNICORN_PID";
  public static final String HOME = "HOME";
  public static final String XDG_RUNTIME_DIR = "XDG_RUNTIME_DIR";

  static final Set<String> WANTED =
      Set.of(
          MARK,
          UWSGI_STATS,
          UWSGI_MASTER_FIFO,
          UWSGI_CHEAPER_ALGO,
          GUNICORN_PID,
          HOME,
          XDG_RUNTIME_DIR);
  static final Environment DENIED = new Environment(State.DENIED, Map.of());

  static Environment parse(byte[] file) {
    if (!startsWithAnAssignment(file)) {
      return new Environment(State.OVERWRITTEN, Map.of());
    }
    Map<String, String> variables = new HashMap<>();
    int start = 0;
    for (int end = 0; end < file.length; end++) {
      if (file[end] == 0) {
        keepIfWanted(new String(file, start, end - start, StandardCharsets.UTF_8), variables);
        start = end + 1;
      }
    }
    return new Environment(State.KNOWN, Map.copyOf(variables));
  }

  private static boolean startsWithAnAssignment(byte[] file) {
    for (byte character : file) {
      if (character == '=') {
        return true;
      }
      if (character <= ' ') {
        return false;
      }
    }
    return false;
  }

  private static void keepIfWanted(String assignment, Map<String, String> variables) {
    int equals = assignment.indexOf('=');
    if (equals > 0 && WANTED.contains(assignment.substring(0, equals))) {
      variables.put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }
  }

  /**
   * Whether the process belongs to the prepared container for certain.
   *
   * @param volume the shared volume's path
   */
  public boolean isMarked(String volume) {
    return volume.equals(variables.get(MARK));
  }
}
