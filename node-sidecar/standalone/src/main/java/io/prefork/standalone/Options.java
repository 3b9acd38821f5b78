package io.prefork.standalone;

import java.nio.file.Path;

/**
 * The command line.
 *
 * @param help whether only the usage is wanted
 * @param policy file that holds the MemoryPolicy; null only with {@code help}
 * @param pid of the server's master, or null: the bootstrap is laid and nothing is watched
 * @param bootstrap directory for the bootstrap's files, or null
 */
record Options(boolean help, String policy, Integer pid, Path bootstrap) {

  /**
   * @throws IllegalArgumentException naming the argument and what is expected
   */
  static Options of(String... arguments) {
    boolean help = arguments.length == 0;
    String policy = null;
    Integer pid = null;
    Path bootstrap = null;
    for (int i = 0; i < arguments.length; i++) {
      int equals = arguments[i].startsWith("--") ? arguments[i].indexOf('=') : -1;
      String name = equals < 0 ? arguments[i] : arguments[i].substring(0, equals);
      if (name.equals("--help") || name.equals("-h")) {
        help = true;
        continue;
      }
      boolean known = name.equals("--policy") || name.equals("--pid") || name.equals("--bootstrap");
      if (!known) {
        throw new IllegalArgumentException(name + ": no such option; --help lists them");
      }
      if (equals < 0 && i + 1 == arguments.length) {
        throw new IllegalArgumentException(name + " needs a value; --help says which");
      }
      String value = equals < 0 ? arguments[++i] : arguments[i].substring(equals + 1);
      switch (name) {
        case "--policy" -> policy = value;
        case "--pid" -> pid = pid(value);
        default -> bootstrap = Path.of(value).toAbsolutePath().normalize();
      }
    }
    if (!help && policy == null) {
      throw new IllegalArgumentException(
          "--policy is missing: name the YAML file of a MemoryPolicy");
    }
    if (!help && pid == null && bootstrap == null) {
      throw new IllegalArgumentException(
          "--pid is missing: give the process id of the server's master, such as $(pgrep -o uwsgi)");
    }
    return new Options(help, policy, pid, bootstrap);
  }

  private static Integer pid(String value) {
    try {
      int pid = Integer.parseInt(value);
      if (pid > 0) {
        return pid;
      }
    } catch (NumberFormatException notANumber) {
      // The message below is for both.
    }
    throw new IllegalArgumentException(
        "--pid is " + value + ", expected the process id of the server's master");
  }
}
