package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.Stat;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real process of the test's own, which says {@code ready} when it is. */
final class PlayedProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final WorkerId id;

  private PlayedProcess(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out = process.inputReader();
    String first = out.readLine();
    if (!"ready".equals(first)) {
      throw new IOException(command + " said " + first);
    }
    id = new WorkerId((int) process.pid(), stat().startTicks());
  }

  static PlayedProcess shell(String script) throws IOException {
    return new PlayedProcess(List.of("sh", "-c", script));
  }

  static PlayedProcess master(String... arguments) throws Exception {
    Path script = Path.of(PlayedProcess.class.getResource("/act/master.py").toURI());
    List<String> command = new ArrayList<>(List.of("python3", script.toString()));
    command.addAll(List.of(arguments));
    return new PlayedProcess(command);
  }

  WorkerId id() {
    return id;
  }

  Stat stat() throws IOException {
    return Stat.parse(Files.readString(Path.of("/proc/" + process.pid() + "/stat")));
  }

  /** The next thing that it says. */
  String said() throws IOException {
    return out.readLine();
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** It as a server's master. */
  Found found(ServerKind kind, Map<String, String> variables, String... arguments)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("server"));
    line.addAll(List.of(arguments));
    Environment environment = new Environment(Environment.State.KNOWN, variables);
    return new Found(
        kind, new ProcessEntry(stat(), line, environment, ""), List.of(), List.of(), false);
  }

  @Override
  public void close() {
    kill();
  }
}
