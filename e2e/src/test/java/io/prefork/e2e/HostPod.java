package io.prefork.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.prefork.protocol.DirectiveOfSpec;
import io.prefork.protocol.Report;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What a pod is to the sidecar, on this host and without Kubernetes: the runtime of its image, a
 * server with the injected environment, and the volume that they share.
 */
final class HostPod {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Path JAVA = Repository.ROOT.resolve("node-sidecar/target/runtime/opt/java");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path directory;
  private final int reportPort = freePort();
  private final int serverPort = freePort();
  private Process sidecar;
  private Process server;

  HostPod(Path directory) {
    this.directory = directory;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the sidecar told what a policy with that spec says. */
  void obey(Map<String, ?> spec) throws IOException {
    Files.writeString(
        directory.resolve("directive.json"),
        JsonMapper.builder()
            .build()
            .writeValueAsString(DirectiveOfSpec.of("shop/web", 1, "app", spec)));
  }

  /** As in a pod: the server may start when this has returned. */
  void startSidecarFirst(Map<String, ?> spec) throws IOException {
    obey(spec);
    startSidecar();
    await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("policy.conf")));
  }

  void startSidecar() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            JAVA + "/bin/java",
            "@" + JAVA + "/lib/sidecar.options",
            "-XX:AOTCache=" + JAVA + "/lib/sidecar.aot",
            "-m",
            "io.prefork.sidecar/io.prefork.sidecar.Main");
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PREFORK_PORT",
                "" + reportPort,
                "PREFORK_VOLUME",
                directory.toString(),
                "PREFORK_DIRECTIVE",
                directory.resolve("directive.json").toString(),
                "MALLOC_ARENA_MAX",
                "1"));
    sidecar = builder.redirectErrorStream(true).inheritIO().start();
  }

  void stopSidecar() throws InterruptedException {
    sidecar.destroy();
    sidecar.waitFor();
  }

  void startServer(InstalledServer installed, int workers) throws IOException {
    startServer(installed, workers, List.of());
  }

  /** Under a shell, as an entrypoint script would. */
  void startServer(InstalledServer installed, int workers, List<String> options)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("sh", "-c", "\"$@\"; exit $?", "sh"));
    line.addAll(installed.command(serverPort, workers));
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
    server = builder.redirectErrorStream(true).redirectOutput(log()).start();
  }

  /**
   * The same with room for more workers than it starts with, and with its commands where the
   * sidecar looks for them.
   */
  void startResizableServer(
      InstalledServer installed, int workers, int ceiling, List<String> options)
      throws IOException {
    List<String> all = new ArrayList<>(options);
    if (installed.isUwsgi()) {
      all.addAll(List.of("--cheaper", "1", "--cheaper-initial", "" + workers));
      all.addAll(List.of("--cheaper-algo", "manual"));
      all.addAll(List.of("--master-fifo", directory.resolve("fifo").toString()));
    }
    startServer(installed, installed.isUwsgi() ? ceiling : workers, all);
  }

  /** Returns when the server answers, and fails with its log when it does not. */
  void awaitServer(Duration patience) throws IOException {
    try {
      await()
          .atMost(patience)
          .ignoreExceptionsMatching(IOException.class::isInstance)
          .until(() -> answer("/state").contains("pid"));
    } catch (ConditionTimeoutException silent) {
      throw new AssertionError("the server does not answer:\n" + serverLog(), silent);
    }
  }

  /** Process id of the server's master. */
  long masterPid() {
    return server.children().findFirst().orElseThrow().pid();
  }

  private File log() {
    return directory.resolve("server.log").toFile();
  }

  String serverLog() throws IOException {
    return Files.readString(log().toPath());
  }

  /** Everything that the server has forked, at once: as when its container is killed. */
  void killServer() throws InterruptedException {
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

  /**
   * What the server answers to one GET on a connection of its own, which is not tried again as
   * Java's client would.
   *
   * @throws IOException when there was no answer, or not 200
   */
  String answer(String target) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      socket.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
      String question = "GET " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int blank = answer.indexOf("\r\n\r\n");
      if (blank < 0 || !answer.split(" ", 3)[1].equals("200")) {
        throw new IOException(target + " was answered with \"" + answer + "\"");
      }
      return answer.substring(blank + 4);
    }
  }

  /** GETs from the server, {@code count} times. */
  void request(String target, int count) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      get(serverPort, target);
    }
  }

  /** The first of the sidecar's answers that the condition holds for. */
  Report reported(Predicate<Report> condition) {
    return await()
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(IOException.class::isInstance)
        .until(this::report, condition);
  }

  /** Has somebody ask for reports all the time from now on. */
  ReportWatch watchReports() {
    return new ReportWatch(http, URI.create("http://127.0.0.1:" + reportPort + "/report"));
  }

  /** The sidecar's answer; fails while there is none. */
  Report report() throws IOException, InterruptedException {
    return JsonMapper.builder().build().readValue(get(reportPort, "/report"), Report.class);
  }

  String metrics() throws IOException, InterruptedException {
    return get(reportPort, "/metrics");
  }

  private String get(int port, String target) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target)).build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(target + " answered " + answer.statusCode());
    }
    return answer.body();
  }

  /** Process id of the sidecar, which it keeps as long as it does not fail. */
  long sidecarPid() {
    return sidecar.pid();
  }

  boolean sidecarRuns() {
    return sidecar.isAlive();
  }

  /** Ring buffers of events that the sidecar holds. */
  long eventMappings() throws IOException {
    try (Stream<String> map = Files.lines(Path.of("/proc/" + sidecar.pid() + "/maps"))) {
      return map.filter(line -> line.endsWith("[perf_event]")).count();
    }
  }

  /** Ends whatever was started. */
  void stop() throws InterruptedException {
    if (server != null) {
      killServer();
    }
    if (sidecar != null) {
      stopSidecar();
    }
    http.close();
  }
}
