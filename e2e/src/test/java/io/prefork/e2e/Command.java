package io.prefork.e2e;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that ran to its end.
 *
 * @param exitCode as the program returned it
 * @param lines of its standard output; its standard error went to the test's
 */
record Command(List<String> command, int exitCode, List<String> lines) {

  /** Runs the program to its end, or ends it after {@code limit} and fails. */
  static Command run(Duration limit, String... command) {
    return run(limit, Map.of(), command);
  }

  /**
   * The same.
   *
   * @param environment in addition to ours
   */
  static Command run(Duration limit, Map<String, String> environment, String... command) {
    try {
      var builder =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      builder.environment().putAll(environment);
      var process = builder.start();
      var lines = new ArrayList<String>();
      var reader = Thread.ofVirtual().start(() -> collect(process, lines));
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroy();
        process.waitFor();
        throw new AssertionError(String.join(" ", command) + ": not done within " + limit);
      }
      reader.join();
      return new Command(List.of(command), process.exitValue(), List.copyOf(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void collect(Process process, List<String> lines) {
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      output.lines().forEach(lines::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This command, which must have returned 0. */
  Command succeeded() {
    if (exitCode != 0) {
      throw new AssertionError(
          String.join(" ", command) + ": exit code " + exitCode + "\n" + String.join("\n", lines));
    }
    return this;
  }

  /** The standard output as one string. */
  String output() {
    return String.join("\n", lines);
  }

  /** The last line of the standard output. */
  String lastLine() {
    return lines.getLast();
  }
}
