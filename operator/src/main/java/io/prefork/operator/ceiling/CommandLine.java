package io.prefork.operator.ceiling;

import io.fabric8.kubernetes.api.model.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a container says of uWSGI's command line.
 *
 * @param words after the program's name, without the file that injection adds
 */
record CommandLine(List<String> words) {

  /** Debian and Alpine name their programs after the plugin that they bring. */
  private static final Pattern UWSGI = Pattern.compile("(.*/)?uwsgi([-_][a-z0-9_.]+)?");

  /** Programs that replace themselves by the rest of their command line, and add nothing to it. */
  private static final Set<String> LAUNCHERS =
      Set.of(
          "catatonit",
          "ddtrace-run",
          "dumb-init",
          "env",
          "gosu",
          "ionice",
          "newrelic-admin",
          "nice",
          "numactl",
          "opentelemetry-instrument",
          "setpriv",
          "stdbuf",
          "su-exec",
          "taskset",
          "tini");

  /**
   * Empty where the container does not show it: where the image's entrypoint has it, or a shell.
   * Arguments without a command are taken for a command line when they begin with uWSGI, since an
   * entrypoint to which a program's name is given runs that program.
   */
  static Optional<CommandLine> of(Container container) {
    List<String> words =
        Stream.concat(container.getCommand().stream(), container.getArgs().stream()).toList();
    for (int i = 0; i < words.size(); i++) {
      if (UWSGI.matcher(words.get(i)).matches()) {
        return Optional.of(new CommandLine(own(words.subList(i + 1, words.size()))));
      }
      if (i == 0 && !LAUNCHERS.contains(program(words.getFirst()))) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static List<String> own(List<String> words) {
    List<String> own = new ArrayList<>(words);
    own.removeIf(CeilingFile.PATH::equals);
    return List.copyOf(own);
  }

  private static String program(String word) {
    return word.substring(word.lastIndexOf('/') + 1);
  }
}
