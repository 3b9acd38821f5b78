package io.prefork.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.prefork.protocol.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The packaged {@code node-sidecar} of this host, as a person starts it. */
final class StandaloneSidecar implements AutoCloseable {
  private static final Path LAUNCHER =
      Repository.ROOT.resolve("node-sidecar/standalone/node-sidecar");
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final char CONTROL_C = 3;

  /** Who runs these tests in the background ignores SIGINT, and so would all that they start. */
  private static final String HEEDING_SIGINT =
      "import os, pty, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); ";

  private static final String PLAINLY = HEEDING_SIGINT + "os.execv(sys.argv[1], sys.argv[1:])";

  /** Gives the program a terminal, and what is typed; its end is the end of what it runs. */
  private static final String TERMINAL =
      HEEDING_SIGINT + "sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

  private final Path output;
  private final Path messages;
  private final Process process;

  private StandaloneSidecar(Path directory, List<String> line) throws IOException {
    output = Files.createTempFile(directory, "standalone", ".out");
    messages = Files.createTempFile(directory, "standalone", ".err");
    process =
        new ProcessBuilder(line)
            .redirectOutput(output.toFile())
            .redirectError(messages.toFile())
            .start();
  }

  /**
   * @param directory for what it prints
   */
  static StandaloneSidecar start(Path directory, Object... arguments) throws IOException {
    return new StandaloneSidecar(directory, line(PLAINLY, arguments));
  }

  /** The same on a terminal. */
  static StandaloneSidecar startOnTerminal(Path directory, Object... arguments) throws IOException {
    return new StandaloneSidecar(directory, line(TERMINAL, arguments));
  }

  private static List<String> line(String program, Object... arguments) {
    List<String> line = new ArrayList<>(List.of("python3", "-c", program));
    line.add(LAUNCHER.toString());
    for (Object argument : arguments) {
      line.add(argument.toString());
    }
    return line;
  }

  /** What it has printed to standard output, or to its terminal. */
  String printed() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  /** What it has printed to standard error. */
  String messages() throws IOException {
    return Files.readString(messages, StandardCharsets.UTF_8);
  }

  /**
   * Each whole line as the report that it is.
   *
   * @throws IOException when one is none
   */
  List<Report> reports() throws IOException {
    String text = printed();
    List<Report> reports = new ArrayList<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      reports.add(JSON.readValue(line, Report.class));
    }
    return reports;
  }

  Optional<Report> lastReport() throws IOException {
    List<Report> all = reports();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
  }

  void typeControlC() throws IOException {
    process.getOutputStream().write(CONTROL_C);
    process.getOutputStream().flush();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() {
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}
