package io.prefork.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.DirectiveOfSpec;
import io.prefork.protocol.Report;
import io.prefork.sidecar.act.Actor;
import io.prefork.sidecar.act.Attempt;
import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.decide.Action;
import io.prefork.sidecar.decide.Decision;
import io.prefork.sidecar.decide.Ending;
import io.prefork.sidecar.decide.Limits;
import io.prefork.sidecar.decide.Metric;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.Reclaim;
import io.prefork.sidecar.decide.Thresholds;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.decide.WorkerState;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the sidecar's actions do to every real server of this machine. */
class ActionsIT {
  private static final int WORKERS = 2;
  private static final int CEILING = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Thresholds BOTH = new Thresholds(1L, 1L, Metric.USS);
  private static final Limits LIMITS = new Limits(true, true, 1, CEILING, BOTH, Reclaim.AUTO);

  @TempDir Path directory;
  private final List<String> journal = new ArrayList<>();
  private final Actor actor = new Actor(Clock.systemUTC(), journal::add);
  private HostPod pod;
  private ObservedServer server;

  static List<InstalledServer> servers() {
    return InstalledServer.all();
  }

  static List<InstalledServer> uwsgis() {
    return servers().stream().filter(InstalledServer::isUwsgi).toList();
  }

  @BeforeEach
  void prepare() {
    pod = new HostPod(directory);
    server = new ObservedServer(directory.toString());
  }

  @AfterEach
  void stop() throws Exception {
    pod.stop();
  }

  private Observation start(InstalledServer installed, String... more) throws Exception {
    pod.server().startResizable(installed, WORKERS, CEILING, List.of(more));
    Observation running = awaitWorkers(WORKERS);
    pod.server().awaitAnswer(PATIENCE);
    awaitControl();
    return running;
  }

  /** A uWSGI opens its master FIFO after it has forked its first workers. */
  private void awaitControl() {
    await()
        .atMost(PATIENCE)
        .until(() -> server.observe().isPresent() && server.control().obstacle().isEmpty());
  }

  private Observation awaitWorkers(int count) {
    return await()
        .atMost(PATIENCE)
        .until(server::observe, seen -> seen.isPresent() && seen.get().workers().size() == count)
        .orElseThrow();
  }

  /** Has the action carried out and judged; what became of it. */
  private Report.ActionResult result(Action action) {
    return result(action, LIMITS);
  }

  private Report.ActionResult result(Action action, Limits limits) {
    int before = actor.results().size();
    await()
        .atMost(PATIENCE)
        .until(() -> {
          boolean sent = actor.results().size() > before;
          server
              .observe()
              .ifPresent(seen ->
                  actor.act(
                      new Decision(sent ? new Action.Hold() : action, "test", null),
                      seen,
                      limits,
                      server.control()));
          return sent && !actor.isBusy();
        });
    return actor.results().getLast();
  }

  private void confirm(Action action) {
    Report.ActionResult result = result(action);
    assertEquals("Confirmed", result.result(), result::reason);
  }

  /** Repeats what was refused because the worker was running at that moment. */
  private void recycle(WorkerId worker) {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          server.observe();
          return server.control().recycle(worker) instanceof Attempt.Sent;
        });
  }

  private static Set<WorkerId> ids(Observation observation) {
    return observation.workers().stream().map(WorkerState::id).collect(Collectors.toSet());
  }

  private static WorkerId oldest(Observation observation) {
    return observation.workers().getFirst().id();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void resizesAndRecyclesUnderLoadWithoutLosingARequest(InstalledServer installed)
      throws Exception {
    start(installed);
    try (PlainLoad load = new PlainLoad(pod, "/state")) {
      confirm(new Action.Grow(1));
      confirm(new Action.Grow(1));
      confirm(new Action.Shrink(1));
      recycle(oldest(awaitWorkers(3)));
      confirm(new Action.Shrink(1));
      assertEquals(List.of(), load.stop());
    }
    awaitWorkers(WORKERS);
  }

  @ParameterizedTest
  @MethodSource("uwsgis")
  void shrinksAPoolInWhichNobodyIsEverIdle(InstalledServer installed) throws Exception {
    layBootstrap();
    start(installed);
    confirm(new Action.Grow(1));
    try (PlainLoad load = new PlainLoad(pod, "/slow?seconds=0.4")) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> server.observe().orElseThrow().workers().stream().allMatch(WorkerState::busy));
      confirm(new Action.Shrink(2));
      confirm(new Action.Grow(2));
      assertEquals(List.of(), load.stop());
    }
  }

  /** A load that takes all processor time, under which a worker does not even sleep. */
  @ParameterizedTest
  @MethodSource("uwsgis")
  void recyclesAPoolInWhichNobodyIsEverIdle(InstalledServer installed) throws Exception {
    layBootstrap();
    Observation before = start(installed);
    try (PlainLoad load = new PlainLoad(pod, "/work")) {
      await().atMost(PATIENCE).until(() -> allEndAfterTheirRequest(server.observe().orElseThrow()));
      for (WorkerId worker : ids(before)) {
        confirm(new Action.Recycle(worker, Ending.AFTER_REQUEST));
      }
      // Whoever was born meanwhile can be recycled from the start.
      assertTrue(allEndAfterTheirRequest(awaitWorkers(WORKERS)));
      assertEquals(List.of(), load.stop());
    }
    assertTrue(ids(awaitWorkers(WORKERS)).stream().noneMatch(ids(before)::contains));
  }

  private static boolean allEndAfterTheirRequest(Observation seen) {
    return seen.workers().stream().allMatch(worker -> worker.ending() == Ending.AFTER_REQUEST);
  }

  private void layBootstrap() {
    Bootstrap bootstrap =
        new Bootstrap(new BoundedFiles(new Kernel(System.getProperty("os.arch"))), directory);
    bootstrap.layFiles();
    bootstrap.writePolicy(DirectiveOfSpec.of("shop/web", 1, "app", HostPod.SHARING));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void theOldestOfTheIdleLeavesFirst(InstalledServer installed) throws Exception {
    Observation before = start(installed);
    confirm(new Action.Shrink(1));

    assertEquals(Set.of(before.workers().getLast().id()), ids(awaitWorkers(1)));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void letsABusyWorkerFinish(InstalledServer installed) throws Exception {
    Observation before = start(installed);
    CompletableFuture<String> slow = answerInBackground("/slow?seconds=5");
    await().atMost(PATIENCE).until(() -> pod.server().hasNoted("slow"));
    for (WorkerId worker : ids(before)) {
      recycle(worker);
    }

    assertEquals("done", slow.get());
    await()
        .atMost(PATIENCE)
        .until(() ->
            server
                .observe()
                .map(seen -> ids(seen).stream())
                .orElseThrow()
                .noneMatch(ids(before)::contains));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void keepsTheBusyWorkersRequestWhenThePoolShrinks(InstalledServer installed) throws Exception {
    start(installed);
    CompletableFuture<String> slow = answerInBackground("/slow?seconds=5");
    await().atMost(PATIENCE).until(() -> pod.server().hasNoted("slow"));
    confirm(new Action.Shrink(1));

    assertEquals("done", slow.get());
    assertEquals(1, awaitWorkers(1).workers().size());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void shrinksToMinAndNoFurther(InstalledServer installed) throws Exception {
    start(installed);
    confirm(new Action.Shrink(5));
    Observation one = awaitWorkers(1);
    int sent = actor.results().size();
    actor.act(new Decision(new Action.Shrink(1), "test", null), one, LIMITS, server.control());

    assertEquals(sent, actor.results().size());
    assertTrue(pod.server().answer("/state").contains("pid"));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void killsOneWorkerAndSeesItsSuccessor(InstalledServer installed) throws Exception {
    Observation before = start(installed);
    confirm(new Action.Kill(oldest(before)));

    assertTrue(!ids(awaitWorkers(WORKERS)).contains(oldest(before)));
    server.observe();
    assertEquals(
        new Attempt.Refused("process " + oldest(before).pid() + " has ended"),
        server.control().recycle(oldest(before)));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void waitsForNothingAfterTheMasterWasRestarted(InstalledServer installed) throws Exception {
    Observation before = start(installed);
    actor.act(
        new Decision(new Action.Kill(oldest(before)), "test", null),
        before,
        LIMITS,
        server.control());
    pod.server().kill();
    await().atMost(PATIENCE).until(() -> server.observe().isEmpty());
    start(installed);
    Report.ActionResult last = result(new Action.Grow(1));

    assertEquals("the server was restarted meanwhile", actor.results().getFirst().reason());
    assertEquals("Confirmed", last.result(), last::reason);
  }

  /**
   * Until its application is loaded such a worker has its master's handler of SIGHUP, which would
   * end the router and reload everything.
   */
  @ParameterizedTest
  @MethodSource("uwsgis")
  void sparesAWorkerThatIsStillStarting(InstalledServer installed) throws Exception {
    Path wait = Files.createFile(directory.resolve("wait"));
    List<String> options = List.of("--lazy-apps", "--import", "waiting");
    pod.server().start(installed, WORKERS, options);
    Observation starting = awaitWorkers(WORKERS);
    await().atMost(PATIENCE).until(() -> pod.server().hasNoted("waiting"));
    server.observe();
    Attempt attempt = server.control().recycle(oldest(starting));
    Files.delete(wait);
    pod.server().awaitAnswer(PATIENCE);

    assertEquals(
        new Attempt.Refused(
            "worker "
                + oldest(starting).pid()
                + " does not handle signals as a running worker: it is still starting, or has"
                + " become another program"),
        attempt);
    assertEquals(ids(starting), ids(awaitWorkers(WORKERS)));
  }

  @ParameterizedTest
  @MethodSource("uwsgis")
  void takesBackWhatAUwsgiWithoutCheaperDoesNotDo(InstalledServer installed) throws Exception {
    List<String> fifo = List.of("--master-fifo", directory.resolve("fifo").toString());
    pod.server().start(installed, WORKERS, fifo);
    Observation running = awaitWorkers(WORKERS);
    awaitControl();

    assertEquals(new Attempt.Sent(1), server.control().resize(-1, 1, running));
    // It opens the FIFO anew after each writer.
    awaitControl();
    assertEquals(new Attempt.Sent(1), server.control().withdraw(-1, running));
    assertEquals(WORKERS, awaitWorkers(WORKERS).workers().size());
  }

  @ParameterizedTest
  @MethodSource("uwsgis")
  void saysWhatStandsInTheWayOfResizing(InstalledServer installed) throws Exception {
    pod.server().start(installed, WORKERS, List.of());
    awaitWorkers(WORKERS);
    server.observe();

    assertTrue(server.control().obstacle().orElseThrow().contains("add --master-fifo PATH"));
  }

  private CompletableFuture<String> answerInBackground(String target) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            answer.complete(pod.server().answer(target));
          } catch (IOException lost) {
            answer.completeExceptionally(lost);
          }
        });
    return answer;
  }
}
