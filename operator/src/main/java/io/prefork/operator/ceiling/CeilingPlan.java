package io.prefork.operator.ceiling;

import io.fabric8.kubernetes.api.model.Container;
import io.prefork.operator.ceiling.StartNumber.Ambiguous;
import io.prefork.operator.ceiling.StartNumber.InConfiguration;
import io.prefork.operator.ceiling.StartNumber.Known;
import java.util.List;
import java.util.Optional;

/** What is done so that a uWSGI server can have more workers than it starts with. */
public sealed interface CeilingPlan {

  /**
   * uWSGI reads one more configuration file, after all that it has.
   *
   * @param configuration the file's text
   */
  record Raise(String configuration) implements CeilingPlan {}

  /**
   * Its command line stays as it is.
   *
   * @param reason with its remedy, one line
   */
  record LeaveAlone(String reason) implements CeilingPlan {}

  /** There is nothing that could be raised: a pool of one worker has no room to be resized. */
  record NotNeeded() implements CeilingPlan {}

  /** Options that say how many workers run, or under which root files are opened. */
  List<String> FOREIGN = List.of("cheaper", "cheap", "idle", "chroot", "pivot-root", "emperor");

  /**
   * @param container that runs uWSGI
   * @param most workers that the policy allows, 1 or more
   */
  static CeilingPlan of(Container container, int most) {
    return CommandLine.of(container)
        .map(commandLine -> of(commandLine, container, most))
        .orElseGet(() ->
            new LeaveAlone(
                "the pod does not show uWSGI's command line, which an entrypoint of the image or a shell has: write it in command and args of container '%s', or %s"
                    .formatted(container.getName(), Remedy.lines(most))));
  }

  /** Whether the container shows that it runs uWSGI. */
  static boolean isUwsgi(Container container) {
    return CommandLine.of(container).isPresent();
  }

  private static CeilingPlan of(CommandLine commandLine, Container container, int most) {
    Optional<String> foreign = foreign(commandLine);
    if (foreign.isPresent()) {
      return new LeaveAlone(
          "the command line has %s, which does not go together with it: remove that option"
              .formatted(foreign.get()));
    }
    return switch (StartNumber.of(commandLine, container.getEnv())) {
      case Known(int workers) when workers == 0 ->
          new LeaveAlone("the command line asks for 0 workers: write --processes 1 or more");
      case Known(int workers) -> raised(Math.max(workers, most), Optional.of(workers));
      case InConfiguration() -> raised(most, Optional.empty());
      case Ambiguous(String first, String second) ->
          new LeaveAlone(
              "the number of workers to start with may be in '%s' and in '%s': write it in one place, or as --processes after the last file's option, or %s"
                  .formatted(first, second, Remedy.lines(most)));
    };
  }

  private static CeilingPlan raised(int ceiling, Optional<Integer> start) {
    // uWSGI refuses to start where cheaper is not below processes.
    return ceiling < 2 ? new NotNeeded() : new Raise(CeilingFile.text(ceiling, start));
  }

  private static Optional<String> foreign(CommandLine commandLine) {
    return commandLine.words().stream()
        .filter(word ->
            FOREIGN.stream()
                .map("--"::concat)
                .anyMatch(option -> word.equals(option) || word.startsWith(option + "=")))
        .findFirst();
  }
}
