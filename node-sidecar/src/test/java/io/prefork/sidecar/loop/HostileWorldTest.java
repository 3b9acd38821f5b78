package io.prefork.sidecar.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.prefork.sidecar.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole control loop against processes and sockets that do whatever they like. Every process
 * here notes the signals that it gets, so that one that was not meant for it shows.
 */
class HostileWorldTest {
  private static final Duration A_WHILE = Duration.ofSeconds(20);
  private static final String RECYCLE =
      "\"reclaim\":\"Workers\",\"rss\":{\"recycleAbove\":\"1Mi\",\"metric\":\"USS\"}";
  private static final String KILL =
      "\"reclaim\":\"Workers\",\"rss\":{\"recycleAbove\":\"1Mi\",\"killAbove\":\"2Mi\","
          + "\"metric\":\"USS\"}";
  private static final String AT_MOST_TWO = "\"workers\":{\"min\":1,\"max\":2},";

  @TempDir Path volume;
  private PlayedServer server;

  private WholeLoop loop(String policy) throws IOException {
    return new WholeLoop(volume, policy);
  }

  private void gunicorn(int workers) throws Exception {
    server = new PlayedServer("gunicorn", workers, 0, null, volume, Map.of());
  }

  private void uwsgi(int workers, int others) throws Exception {
    server =
        new PlayedServer(
            "uwsgi",
            workers,
            others,
            volume.resolve("fifo"),
            volume,
            Map.of("UWSGI_STATS", stats().toString()));
  }

  private void play(String name, int workers) throws Exception {
    if (name.equals("uwsgi")) {
      uwsgi(workers, 0);
    } else {
      gunicorn(workers);
    }
  }

  private Path stats() {
    return volume.resolve("stats.sock");
  }

  private Path control() {
    return volume.resolve(".gunicorn/gunicorn.ctl");
  }

  /** What uWSGI would say of its workers, all of them idle. */
  private String truth() {
    String workers =
        server.workers().stream()
            .map(pid -> "{\"pid\":" + pid + ",\"requests\":1,\"status\":\"idle\"}")
            .collect(Collectors.joining(","));
    return "{\"version\":\"2.0.31\",\"pid\":" + server.master() + ",\"workers\":[" + workers + "]}";
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void assertOnlySaid(String... allowed) {
    assertEquals(
        List.of(), server.said().stream().filter(line -> !Set.of(allowed).contains(line)).toList());
  }

  /**
   * A Gunicorn's worker that is starting yet puts the signal into its own copy of the arbiter's
   * queue, where nobody reads it: harmless. In uWSGI's it would be the master's SIGHUP.
   */
  private static String[] toAWorkerOf(String server) {
    return server.equals("uwsgi")
        ? new String[] {"worker SIGHUP"}
        : new String[] {"worker SIGTERM", "starting SIGTERM"};
  }

  private static boolean isWhole(Look look, int workers) {
    return look.round().workers().size() == workers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"gunicorn", "uwsgi"})
  void goesOnRecyclingWhileWorkersAreKilled(String name) throws Exception {
    play(name, 3);
    WholeLoop loop = loop(RECYCLE);
    loop.until(look -> WholeLoop.hasResult(look, "Recycle", "Confirmed"));
    for (int i = 0; i < 6; i++) {
      loop.goOn(Duration.ofSeconds(3));
      ProcessHandle.of(server.workers().get(i % 3)).ifPresent(ProcessHandle::destroyForcibly);
    }
    int before = server.said().size();
    loop.until(look -> isWhole(look, 3) && server.said().size() > before);

    assertOnlySaid(toAWorkerOf(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gunicorn", "uwsgi"})
  void asksNobodyElseWhoHasAWorkersPidByNow(String name) throws Exception {
    play(name, 3);
    WholeLoop loop = loop(RECYCLE);
    List<Integer> before = server.workers();
    loop.betweenDecisionAndAction(() -> before.forEach(this::take));
    Look look = loop.until(now -> WholeLoop.hasResult(now, "Recycle", "Failed"));

    assertTrue(
        WholeLoop.reasons(look).getFirst().contains("is another one by now"),
        () -> "" + look.actions());
    loop.goOn(A_WHILE);
    assertOnlySaid();
    before.forEach(pid -> assertTrue(PlayedServer.runs(pid, "bystander"), "" + pid));
  }

  @Test
  void killsNobodyElseWhoHasAWorkersPidByNow() throws Exception {
    gunicorn(3);
    WholeLoop loop = loop(KILL);
    List<Integer> before = server.workers();
    loop.betweenDecisionAndAction(() -> before.forEach(this::take));
    loop.until(now -> WholeLoop.hasResult(now, "Kill", "Failed"));

    loop.goOn(A_WHILE);
    before.forEach(pid -> assertTrue(PlayedServer.runs(pid, "bystander"), "" + pid));
  }

  private void take(int worker) {
    assumeTrue(server.take(worker), "this kernel does not let one choose a pid");
  }

  @ParameterizedTest
  @ValueSource(strings = {RECYCLE, KILL})
  void sparesAWorkerThatHasJustBecomeAnotherProgram(String policy) throws Exception {
    gunicorn(3);
    WholeLoop loop = loop(policy);
    List<Integer> before = server.workers();
    loop.betweenDecisionAndAction(() -> before.forEach(server::become));
    loop.until(look -> !look.actions().isEmpty());
    loop.goOn(A_WHILE);

    assertOnlySaid();
    before.forEach(pid -> assertTrue(PlayedServer.runs(pid, "sleep"), "" + pid));
  }

  @ParameterizedTest
  @EnumSource
  void leavesRoutersAndMulesAloneWhateverTheStatsServerSends(HostileSocket.Manner manner)
      throws Exception {
    uwsgi(2, 2);
    List<Integer> others = server.others();
    try (HostileSocket socket = HostileSocket.of(stats(), manner)) {
      WholeLoop loop = loop(AT_MOST_TWO + KILL);
      Look look = loop.goOn(Duration.ofSeconds(40));

      assertTrue(socket.clients() > 2);
      assertTrue(
          WholeLoop.findings(look).contains("StatsUnavailable"),
          () -> "" + look.round().findings());
    }
    assertEquals(others, server.others());
    others.forEach(pid -> assertTrue(PlayedServer.runs(pid, "uwsgi"), "" + pid));
    assertOnlySaid("worker SIGHUP");
  }

  @Test
  void believesAStatsServerThatTellsTheTruth() throws Exception {
    uwsgi(3, 2);
    List<Integer> others = server.others();
    try (HostileSocket socket = HostileSocket.saying(stats(), this::truth)) {
      WholeLoop loop = loop(AT_MOST_TWO + RECYCLE);
      loop.until(look -> server.said().contains("master FIFO -"));

      assertTrue(socket.clients() > 0);
    }
    assertEquals(others, server.others());
    assertOnlySaid("worker SIGHUP", "master FIFO -");
  }

  @Test
  void saysThatNobodyReadsTheFifo() throws Exception {
    uwsgi(3, 0);
    server.leaveTheFifo();
    try (HostileSocket socket = HostileSocket.saying(stats(), this::truth)) {
      WholeLoop loop = loop(AT_MOST_TWO + RECYCLE);
      Look look = loop.until(now -> WholeLoop.hasResult(now, "Shrink", "Failed"));

      assertTrue(
          WholeLoop.reasons(look).stream().anyMatch(reason -> reason.contains("--master-fifo")),
          () -> "" + look.actions());
      loop.goOn(A_WHILE);
      assertTrue(socket.clients() > 0);
    }
    assertOnlySaid("worker SIGHUP");
    assertEquals(3, server.workers().size());
  }

  @ParameterizedTest
  @EnumSource
  void resizesAGunicornBySignalWhateverItsControlSocketSends(HostileSocket.Manner manner)
      throws Exception {
    gunicorn(3);
    try (HostileSocket socket = HostileSocket.of(control(), manner)) {
      WholeLoop loop = loop(AT_MOST_TWO + RECYCLE);
      loop.until(look -> server.said().contains("master SIGTTOU"));
      Look look = loop.goOn(A_WHILE);

      assertTrue(socket.clients() > 0);
      assertTrue(isWhole(look, 3), () -> "" + look.round().workers());
    }
    assertOnlySaid("worker SIGTERM", "starting SIGTERM", "master SIGTTOU", "master SIGTTIN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gunicorn", "uwsgi"})
  void beginsAnewWithAMasterThatRestarts(String name) throws Exception {
    play(name, 3);
    WholeLoop loop = loop(RECYCLE);
    loop.until(look -> WholeLoop.hasResult(look, "Recycle", "Pending"));
    int first = server.master();
    server.kill();
    loop.until(look -> look.round().master() == null);
    Files.deleteIfExists(volume.resolve("fifo"));
    play(name, 3);
    Look look = loop.until(now -> isWhole(now, 3) && !server.said().isEmpty());

    assertNotEquals(first, look.round().master().stat().pid());
    // The first of them may by now be one that the new pool was given.
    Set<String> ends = Set.of("the server is gone", "the server was restarted meanwhile");
    assertTrue(
        look.actions().stream().anyMatch(action -> ends.contains(action.reason())),
        () -> "" + look.actions());
    assertOnlySaid(toAWorkerOf(name));
  }
}
