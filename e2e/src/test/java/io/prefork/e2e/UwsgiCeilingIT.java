package io.prefork.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.prefork.operator.injection.Injection;
import io.prefork.operator.injection.InjectionOutcome.Injected;
import io.prefork.operator.injection.PodInjector;
import io.prefork.operator.injection.Surroundings;
import io.prefork.policy.MemoryPolicy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The command lines that admission makes of users' ones, obeyed by every uWSGI of this machine. */
class UwsgiCeilingIT {
  private static final Path FILES =
      Repository.ROOT.resolve("e2e/src/test/resources/ceiling").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path directory;
  private Process server;

  static Stream<Arguments> cases() {
    return InstalledServer.all().stream()
        .filter(InstalledServer::isUwsgi)
        .flatMap(one -> CeilingCase.all().stream().map(line -> Arguments.of(one, line)));
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (server != null) {
      List<ProcessHandle> workers = server.descendants().toList();
      server.destroyForcibly().waitFor();
      workers.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void startsWithTheUsersNumberAndHasRoomForMore(InstalledServer uwsgi, CeilingCase line)
      throws Exception {
    start(uwsgi, line);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(line.start(), UwsgiWorkers.of(stats()).running()));
    assertEquals(line.ceiling(), UwsgiWorkers.of(stats()).ceiling());
    assertEquals(line.fifo() == null ? List.of() : List.of(line.fifo()), fifos());
    if (line.resized()) {
      boolean full = line.start() == line.ceiling();
      command(line.fifo(), full ? "-" : "+");
      awaitRunning(full ? line.start() - 1 : line.start() + 1);
      command(line.fifo(), full ? "+" : "-");
      awaitRunning(line.start());
    }
  }

  private void awaitRunning(int workers) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertEquals(workers, UwsgiWorkers.of(stats()).running(), this::log));
  }

  private void start(InstalledServer uwsgi, CeilingCase line) throws IOException {
    Container container = injected(uwsgi, line);
    List<String> command = new ArrayList<>(container.getCommand());
    container.getArgs().forEach(word -> command.add(located(word)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(directory.resolve("log").toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("UWSGI_"));
    boolean theirs = line.words().contains("--stats");
    environment.put("UWSGI_STATS", theirs ? stats() + ".prefork" : stats().toString());
    environment.putAll(line.environment());
    server = builder.start();
    await()
        .atMost(PATIENCE)
        .until(() -> !server.isAlive() || Files.exists(stats()) && UwsgiWorkers.isThere(stats()));
    assertTrue(server.isAlive(), this::log);
  }

  /** The container as admission makes it; its file is laid where {@link #located} points to. */
  private Container injected(InstalledServer uwsgi, CeilingCase line) throws IOException {
    Injected outcome =
        (Injected)
            new PodInjector("localhost/prefork-sidecar:0.1.0")
                .inject(pod(uwsgi, line), Surroundings.of(policy()));
    String configuration =
        outcome.pod().getMetadata().getAnnotations().get(Injection.UWSGI_CONFIGURATION);
    if (configuration != null) {
      Files.writeString(
          directory.resolve("uwsgi.ini"),
          configuration.replace(
              "/run/prefork.io/uwsgi.fifo", directory.resolve("prefork.fifo").toString()));
    }
    return outcome.pod().getSpec().getContainers().getFirst();
  }

  private String located(String word) {
    return word.equals("/etc/prefork.io/uwsgi.ini")
        ? directory.resolve("uwsgi.ini").toString()
        : word;
  }

  private Pod pod(InstalledServer uwsgi, CeilingCase line) {
    List<String> words = new ArrayList<>(uwsgi.plugins());
    words.addAll(List.of("--socket", directory.resolve("app").toString()));
    words.addAll(List.of("--wsgi-file", FILES.resolve("plain.py").toString()));
    Arrays.stream(line.words().split(" "))
        .filter(word -> !word.isEmpty())
        .map(word -> word.replace("FOLDER", FILES.toString()))
        .map(word -> word.replace("OWN", directory.toString()))
        .forEach(words::add);
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .addToLabels("app", "web")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("app")
            .withCommand(uwsgi.path())
            .withArgs(words)
            .endContainer()
            .endSpec();
    line.environment()
        .forEach((name, value) ->
            pod.editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName(name)
                .withValue(value)
                .endEnv()
                .endContainer()
                .endSpec());
    return pod.build();
  }

  private static MemoryPolicy policy() {
    return Serialization.unmarshal(
        """
        apiVersion: prefork.io/v1alpha1
        kind: MemoryPolicy
        metadata: {name: web, namespace: shop}
        spec:
          selector: {matchLabels: {app: web}}
          mode: Enforce
          workers: {max: %d}
        """
            .formatted(CeilingCase.MOST),
        MemoryPolicy.class);
  }

  private Path stats() {
    return directory.resolve("stats");
  }

  private List<String> fifos() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".fifo"))
          .toList();
    }
  }

  private void command(String fifo, String letter) throws IOException {
    Files.writeString(directory.resolve(fifo), letter, StandardOpenOption.WRITE);
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }
}
