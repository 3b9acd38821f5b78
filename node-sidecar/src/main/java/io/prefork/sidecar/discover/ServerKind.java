package io.prefork.sidecar.discover;

import java.util.List;
import java.util.Optional;

/** The pre-fork servers that are known, and how their processes look. */
public enum ServerKind {
  UWSGI("UWSGI") {
    @Override
    boolean runs(List<String> arguments) {
      return !arguments.isEmpty() && baseName(arguments.getFirst()).startsWith("uwsgi");
    }

    @Override
    boolean isTitledAsWorker(String title) {
      return title.startsWith("uWSGI worker ");
    }

    @Override
    boolean isTitled(String title) {
      return title.startsWith("uWSGI ");
    }
  },

  GUNICORN("Gunicorn") {
    @Override
    boolean runs(List<String> arguments) {
      if (arguments.isEmpty()) {
        return false;
      }
      String program = baseName(arguments.getFirst());
      return isGunicorn(program) || (isPython(program) && scriptIsGunicorn(arguments));
    }

    @Override
    boolean isTitledAsWorker(String title) {
      return title.startsWith("gunicorn: worker");
    }

    @Override
    boolean isTitled(String title) {
      return title.startsWith("gunicorn: ");
    }
  };

  private final String protocolName;

  ServerKind(String protocolName) {
    this.protocolName = protocolName;
  }

  /** As the directive and the report spell it. */
  public String protocolName() {
    return protocolName;
  }

  /** Of which server a process with this command line is, or nothing. */
  public static Optional<ServerKind> of(List<String> arguments) {
    for (ServerKind kind : values()) {
      if (kind.matches(arguments)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  abstract boolean runs(List<String> arguments);

  abstract boolean isTitledAsWorker(String title);

  abstract boolean isTitled(String title);

  /** Whether a process with this command line is one of this server's, whatever its role. */
  boolean matches(List<String> arguments) {
    return !arguments.isEmpty() && (isTitled(arguments.getFirst()) || runs(arguments));
  }

  private static boolean isPython(String program) {
    return program.startsWith("python") || program.startsWith("pypy");
  }

  private static boolean isGunicorn(String program) {
    return program.equals("gunicorn")
        || program.equals("gunicorn3")
        || program.startsWith("gunicorn.");
  }

  /** The interpreter's own options come first; {@code -m} and {@code -c} end them. */
  private static boolean scriptIsGunicorn(List<String> arguments) {
    for (int i = 1; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("-m")) {
        return i + 1 < arguments.size() && arguments.get(i + 1).startsWith("gunicorn");
      }
      if (argument.equals("-X") || argument.equals("-W")) {
        i++;
      } else if (argument.equals("-c")) {
        return false;
      } else if (!argument.startsWith("-")) {
        return isGunicorn(baseName(argument)) || argument.endsWith("/gunicorn/__main__.py");
      }
    }
    return false;
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
