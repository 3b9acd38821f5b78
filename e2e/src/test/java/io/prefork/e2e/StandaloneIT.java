package io.prefork.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The launcher beside every real server of this machine, without Kubernetes. */
class StandaloneIT {
  private static final int WORKERS = 2;
  private static final int CEILING = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String ENTERS_THE_SCREEN = "\033[?1049h";
  private static final String LEAVES_THE_SCREEN = "\033[?1049l";

  @TempDir Path directory;
  private HostPod pod;
  private Path policy;

  static List<InstalledServer> servers() {
    return InstalledServer.all();
  }

  static List<InstalledServer> kinds() {
    return InstalledServer.kinds();
  }

  static List<InstalledServer> uwsgis() {
    return servers().stream().filter(InstalledServer::isUwsgi).toList();
  }

  @BeforeEach
  void prepare() {
    pod = new HostPod(directory);
    policy = directory.resolve("policy.yaml");
  }

  @AfterEach
  void stop() throws Exception {
    pod.stop();
  }

  private void declare(String spec) throws IOException {
    Files.writeString(
        policy,
        """
        apiVersion: prefork.io/v1alpha1
        kind: MemoryPolicy
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
        %s\
        """
            .formatted(spec.indent(2)));
  }

  private void startServer(InstalledServer installed) throws IOException {
    pod.server().startResizable(installed, WORKERS, CEILING, List.of());
    pod.server().awaitAnswer(PATIENCE);
  }

  private StandaloneSidecar watch() throws IOException {
    return StandaloneSidecar.start(
        directory, "--policy", policy, "--pid", pod.server().masterPid());
  }

  private static Report reported(StandaloneSidecar sidecar, Condition condition) {
    return await()
        .atMost(PATIENCE)
        .until(sidecar::lastReport, report -> report.isPresent() && condition.holds(report.get()))
        .orElseThrow();
  }

  private interface Condition {
    boolean holds(Report report);
  }

  private static Set<Integer> workers(Report report) {
    return report.workers().stream()
        .map(worker -> worker.process().pid())
        .collect(Collectors.toSet());
  }

  private static boolean has(Report report, String action, String result) {
    return report.actions() != null
        && report.actions().stream()
            .anyMatch(one -> one.action().equals(action) && one.result().equals(result));
  }

  private static int ended(StandaloneSidecar sidecar) {
    await().atMost(PATIENCE).until(() -> !sidecar.isAlive());
    return sidecar.exitCode();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void printsALineForEachLookAndChangesNothingInModeObserve(InstalledServer installed)
      throws Exception {
    declare("rss: {recycleAbove: 1Mi, metric: RSS}\nworkers: {min: 3, max: 4}\n");
    startServer(installed);
    try (StandaloneSidecar sidecar = watch()) {
      await().atMost(PATIENCE).until(() -> sidecar.reports().size() >= 5);
      Report report = sidecar.lastReport().orElseThrow();

      assertEquals(installed.isUwsgi() ? "UWSGI" : "Gunicorn", report.server().kind());
      assertEquals(pod.server().masterPid(), report.master().pid());
      assertEquals("default/web", report.directive().policy());
      assertEquals(WORKERS, report.workers().size());
      assertEquals(workers(sidecar.reports().getFirst()), workers(report));
      assertEquals(List.of(), report.actions());
      assertEquals("", sidecar.messages());
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void recyclesAWorkerThatIsAboveTheThreshold(InstalledServer installed) throws Exception {
    declare(
        "mode: Enforce\nreclaim: Workers\nworkers: {max: 2}\n"
            + "rss: {recycleAbove: 1Mi, metric: RSS}\n");
    startServer(installed);
    try (StandaloneSidecar sidecar = watch()) {
      Set<Integer> before = workers(reported(sidecar, now -> now.workers().size() == WORKERS));
      reported(sidecar, now -> has(now, "Recycle", "Confirmed"));
      Report after = reported(sidecar, now -> now.workers().size() == WORKERS);

      assertFalse(workers(after).equals(before), after::toString);
      assertTrue(sidecar.messages().contains("recycle worker "), sidecar.messages());
      assertTrue(pod.server().answer("/state").contains("pid"));
    }
  }

  /** Under {@code --async} uWSGI's graceful end cuts off what else the worker is at. */
  @ParameterizedTest
  @MethodSource("uwsgis")
  void recyclesNobodyWhoseRequestsThatWouldCutOff(InstalledServer installed) throws Exception {
    declare("mode: Enforce\nrss: {recycleAbove: 1Mi, metric: RSS}\n");
    pod.server().start(installed, WORKERS, List.of("--async", "2"));
    pod.server().awaitAnswer(PATIENCE);
    try (StandaloneSidecar sidecar = watch()) {
      Report report =
          reported(
              sidecar,
              now ->
                  now.decision() != null && now.decision().reason().contains("cannot be recycled"));

      assertTrue(report.decision().reason().endsWith("cut off what it takes at a time"));
      assertEquals("Hold", report.decision().action());
      assertEquals(List.of(), report.actions());
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void growsAndShrinksAsThePolicyIsEdited(InstalledServer installed) throws Exception {
    declare("mode: Enforce\nworkers: {min: 3, max: 4}\n");
    startServer(installed);
    try (StandaloneSidecar sidecar = watch()) {
      reported(sidecar, now -> now.workers().size() == 3 && has(now, "Grow", "Confirmed"));
      declare("mode: Enforce\nworkers: {min: 1, max: 2}\n");
      reported(sidecar, now -> now.workers().size() == 2 && has(now, "Shrink", "Confirmed"));

      assertTrue(pod.server().answer("/state").contains("pid"));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void drawsATableOnATerminalAndLeavesItAsItWas(InstalledServer installed) throws Exception {
    declare("mode: Observe\n");
    startServer(installed);
    long master = pod.server().masterPid();
    try (StandaloneSidecar sidecar =
        StandaloneSidecar.startOnTerminal(directory, "--policy", policy, "--pid", master)) {
      await().atMost(PATIENCE).until(() -> sidecar.printed().contains("PRIVATE"));
      sidecar.typeControlC();

      assertEquals(130, ended(sidecar), sidecar.printed());
      assertTrue(sidecar.printed().startsWith(ENTERS_THE_SCREEN), sidecar.printed());
      assertTrue(sidecar.printed().contains("master " + master), sidecar.printed());
      assertTrue(sidecar.printed().endsWith(LEAVES_THE_SCREEN), sidecar.printed());
    }
    assertTrue(pod.server().answer("/state").contains("pid"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void leavesTheServerRunningWhenItIsStopped(InstalledServer installed) throws Exception {
    declare("mode: Enforce\nworkers: {min: 1, max: 4}\n");
    startServer(installed);
    for (String signal : List.of("INT", "TERM")) {
      try (StandaloneSidecar sidecar = watch()) {
        Report before = reported(sidecar, now -> now.workers().size() == WORKERS);
        sidecar.signal(signal);

        assertEquals(signal.equals("INT") ? 130 : 143, ended(sidecar), sidecar.messages());
        assertTrue(pod.server().answer("/state").contains("pid"));
        assertTrue(workers(before).stream().allMatch(pid -> ProcessHandle.of(pid).isPresent()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void saysThatTheMasterHasEndedAndEnds(InstalledServer installed) throws Exception {
    declare("mode: Enforce\n");
    startServer(installed);
    long master = pod.server().masterPid();
    try (StandaloneSidecar sidecar = watch()) {
      reported(sidecar, now -> now.workers().size() == WORKERS);
      pod.server().kill();

      assertEquals(0, ended(sidecar), sidecar.messages());
      assertEquals("node-sidecar: master " + master + " has ended\n", sidecar.messages());
    }
  }

  @Test
  void refusesAPolicyNamingFieldAndRemedy() throws Exception {
    declare("mode: Enforce\nworkers: {min: 8, max: 4}\ncounters: Off\n");
    try (StandaloneSidecar sidecar =
        StandaloneSidecar.start(
            directory, "--policy", policy, "--pid", ProcessHandle.current().pid())) {
      assertEquals(2, ended(sidecar), sidecar.messages());
      assertTrue(sidecar.messages().contains("spec.workers.min"), sidecar.messages());
      assertTrue(sidecar.messages().contains("raise max"), sidecar.messages());
      assertTrue(sidecar.messages().contains("spec.counters"), sidecar.messages());
      assertEquals("", sidecar.printed());
    }
  }

  @Test
  void refusesAProcessThatIsNoMaster() throws Exception {
    declare("mode: Enforce\n");
    long own = ProcessHandle.current().pid();
    try (StandaloneSidecar sidecar =
        StandaloneSidecar.start(directory, "--policy", policy, "--pid", own)) {
      assertEquals(3, ended(sidecar), sidecar.messages());
      assertTrue(sidecar.messages().contains(own + " is neither uWSGI nor Gunicorn"));
    }
  }
}
