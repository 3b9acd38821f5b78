package io.prefork.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.prefork.protocol.DirectiveOfSpec;
import io.prefork.protocol.Report;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The runtime of the sidecar's image, as the sidecar of a {@link HostPod}. */
final class HostSidecar {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Path JAVA = Repository.ROOT.resolve("node-sidecar/target/runtime/opt/java");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path directory;
  private final InetSocketAddress address = HostPod.freePort();
  private Process sidecar;

  /**
   * @param directory the shared volume, which has the directive as well
   */
  HostSidecar(Path directory) {
    this.directory = directory;
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
  void startFirst(Map<String, ?> spec) throws IOException {
    obey(spec);
    start();
    await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("policy.conf")));
  }

  void start() throws IOException {
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
                "" + address.getPort(),
                "PREFORK_VOLUME",
                directory.toString(),
                "PREFORK_DIRECTIVE",
                directory.resolve("directive.json").toString(),
                "MALLOC_ARENA_MAX",
                "1"));
    sidecar = builder.redirectErrorStream(true).inheritIO().start();
  }

  /** Ends it if it was started. */
  void stop() throws InterruptedException {
    if (sidecar != null) {
      sidecar.destroy();
      sidecar.waitFor();
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
    return new ReportWatch(http, uri("/report"));
  }

  /** The sidecar's answer; fails while there is none. */
  Report report() throws IOException, InterruptedException {
    return JsonMapper.builder().build().readValue(get("/report"), Report.class);
  }

  private URI uri(String target) {
    return URI.create("http://127.0.0.1:" + address.getPort() + target);
  }

  String metrics() throws IOException, InterruptedException {
    return get("/metrics");
  }

  private String get(String target) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri(target)).build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(target + " answered " + answer.statusCode());
    }
    return answer.body();
  }

  /** Process id of the sidecar, which it keeps as long as it does not fail. */
  long pid() {
    return sidecar.pid();
  }

  boolean isAlive() {
    return sidecar.isAlive();
  }

  /** Ring buffers of events that the sidecar holds. */
  long eventMappings() throws IOException {
    try (Stream<String> map = Files.lines(Path.of("/proc/" + sidecar.pid() + "/maps"))) {
      return map.filter(line -> line.endsWith("[perf_event]")).count();
    }
  }

  /** After which it cannot be started again. */
  void end() throws InterruptedException {
    stop();
    http.close();
  }
}
