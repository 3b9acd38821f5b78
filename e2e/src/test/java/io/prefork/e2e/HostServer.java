package io.prefork.e2e;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** A server with what injection gives it, as the application's container of a {@link HostPod}. */
final class HostServer {
  private final Path directory;
  private final List<String> entrance;
  private final InetSocketAddress address = HostPod.freePort();
  private Process server;

  /**
   * @param directory the shared volume
   * @param entrance what its command line begins with
   */
  HostServer(Path directory, List<String> entrance) {
    this.directory = directory;
    this.entrance = entrance;
  }

  void start(InstalledServer installed, int workers) throws IOException {
    start(installed, workers, List.of());
  }

  /** Under a shell, as an entrypoint script would. */
  void start(InstalledServer installed, int workers, List<String> options) throws IOException {
    List<String> line = new ArrayList<>(entrance);
    line.addAll(List.of("sh", "-c", "\"$@\"; exit $?", "sh"));
    line.addAll(installed.command(address.getPort(), workers));
    line.addAll(options);
    Files.createDirectories(notes());
    ProcessBuilder builder = new ProcessBuilder(line);
    builder
        .environment()
        .putAll(
            Map.of(
                "PREFORK_DIR", directory.toString(),
                "PYTHONPATH", directory.resolve("python").toString(),
                "UWSGI_STATS", directory.resolve("uwsgi-stats.sock").toString(),
                "NOTES_FOLDER", notes().toString(),
                "HOME", directory.toString()));
    builder.environment().remove("XDG_RUNTIME_DIR");
    server = builder.redirectErrorStream(true).redirectOutput(logFile()).start();
  }

  /**
   * The same with room for more workers than it starts with, and with its commands where the
   * sidecar looks for them.
   */
  void startResizable(InstalledServer installed, int workers, int ceiling, List<String> options)
      throws IOException {
    List<String> all = new ArrayList<>(options);
    if (installed.isUwsgi()) {
      all.addAll(List.of("--cheaper", "1", "--cheaper-initial", "" + workers));
      all.addAll(List.of("--cheaper-algo", "manual"));
      all.addAll(List.of("--master-fifo", directory.resolve("fifo").toString()));
    }
    start(installed, installed.isUwsgi() ? ceiling : workers, all);
  }

  /** Returns when the server answers, and fails with its log when it does not. */
  void awaitAnswer(Duration patience) throws IOException {
    try {
      await()
          .atMost(patience)
          .ignoreExceptionsMatching(IOException.class::isInstance)
          .until(() -> answer("/state").contains("pid"));
    } catch (ConditionTimeoutException silent) {
      throw new AssertionError("the server does not answer:\n" + log(), silent);
    }
  }

  /** Process id of the server's master. */
  long masterPid() {
    return server.children().findFirst().orElseThrow().pid();
  }

  private File logFile() {
    return directory.resolve("server.log").toFile();
  }

  private String log() throws IOException {
    return Files.readString(logFile().toPath());
  }

  /** Everything that the server has forked, at once: as when its container is killed. */
  void kill() throws InterruptedException {
    List<ProcessHandle> all = server.descendants().toList();
    server.destroyForcibly().waitFor();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  private Path notes() {
    return directory.resolve("notes");
  }

  /** Whether the application has noted something under that name. */
  boolean hasNoted(String name) throws IOException {
    return note(name).isPresent();
  }

  /** The file in which one of its processes has noted something under that name. */
  Optional<Path> note(String name) throws IOException {
    try (Stream<Path> all = Files.list(notes())) {
      return all.filter(note -> note.getFileName().toString().startsWith(name + ".")).findFirst();
    }
  }

  /** See {@link PlainRequest#answer}. */
  String answer(String target) throws IOException {
    return PlainRequest.answer(address, target);
  }

  /** GETs from the server, {@code count} times. */
  void request(String target, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      answer(target);
    }
  }

  /** Ends it if it was started. */
  void stop() throws InterruptedException {
    if (server != null) {
      kill();
    }
  }
}
