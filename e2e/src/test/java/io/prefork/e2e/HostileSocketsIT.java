package io.prefork.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report;
import io.prefork.sidecar.loop.HostileSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The runtime of the sidecar's image beside real servers whose sockets, FIFOs and workers do what
 * they like, while it recycles: it says what it sees, touches nobody else, and its report can be
 * had all along.
 */
class HostileSocketsIT {
  private static final int WORKERS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Map<String, Object> RECYCLING = new HashMap<>(HostPod.SHARING);

  static {
    RECYCLING.put("sensing", Map.of("cpuShare", "20%"));
    RECYCLING.put("reclaim", "Workers");
    RECYCLING.put("rss", Map.of("recycleAbove", "1Mi", "metric", "USS"));
  }

  @TempDir Path directory;
  private HostPod pod;
  private ReportWatch watch;

  static List<InstalledServer> kinds() {
    return InstalledServer.kinds();
  }

  private static InstalledServer uwsgi() {
    return kinds().stream().filter(InstalledServer::isUwsgi).findFirst().orElseThrow();
  }

  @BeforeEach
  void startTheSidecarFirst() throws Exception {
    pod = new HostPod(directory);
    pod.sidecar().startFirst(RECYCLING);
    pod.sidecar().reported(report -> true);
    watch = pod.sidecar().watchReports();
  }

  @AfterEach
  void hasAnsweredAllAlong() throws Exception {
    List<String> misses = watch.stop();
    boolean runs = pod.sidecar().isAlive();
    pod.stop();

    assertEquals(List.of(), misses);
    assertTrue(runs);
  }

  private Report start(InstalledServer server, String... options) throws Exception {
    pod.server().startResizable(server, WORKERS, 2 * WORKERS, List.of(options));
    pod.server().awaitAnswer(PATIENCE);
    return pod.sidecar().reported(report -> has(report, WORKERS));
  }

  private static boolean has(Report report, int workers) {
    return report.workers().size() == workers && report.pool().poolPssBytes() != null;
  }

  private static boolean says(Report report, String finding) {
    return report.findings().stream().anyMatch(one -> one.reason().equals(finding));
  }

  private static boolean recycledAfter(Report report, Instant moment) {
    return anyAction(
        report,
        one -> one.action().startsWith("Recycle") && Instant.parse(one.at()).isAfter(moment));
  }

  private static boolean anyAction(Report report, Predicate<Report.ActionResult> wanted) {
    return report.actions() != null
        && report.actions().stream()
            .anyMatch(one -> one.result().equals("Confirmed") && wanted.test(one));
  }

  private static Set<Long> workers(Report report) {
    return report.workers().stream()
        .map(worker -> (long) worker.process().pid())
        .collect(Collectors.toSet());
  }

  /** A master's children that are no workers: uWSGI's HTTP router and its mule. */
  private Set<Long> others(Report report) {
    Set<Long> children =
        ProcessHandle.of(pod.server().masterPid())
            .orElseThrow()
            .children()
            .map(ProcessHandle::pid)
            .collect(Collectors.toSet());
    children.removeAll(workers(report));
    return children;
  }

  private void killAWorker() throws Exception {
    long worker = workers(pod.sidecar().report()).iterator().next();
    ProcessHandle.of(worker).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static void signal(long pid, String name) {
    Command.run(PATIENCE, "kill", "-" + name, "" + pid).succeeded();
  }

  @ParameterizedTest
  @EnumSource(names = {"GARBAGE", "HUGE", "DRIP"})
  void goesOnWhateverTheStatsSocketSends(HostileSocket.Manner manner) throws Exception {
    Set<Long> others = others(start(uwsgi()));
    Path stats = directory.resolve("uwsgi-stats.sock");
    Path aside = Files.move(stats, directory.resolve("aside.sock"));
    try (HostileSocket socket = HostileSocket.of(stats, manner)) {
      killAWorker();
      pod.sidecar().reported(report -> says(report, "StatsUnavailable"));
      killAWorker();
      pod.sidecar().reported(report -> recycledAfter(report, Instant.EPOCH));
      assertTrue(socket.clients() > 2);
    }
    Files.move(aside, stats, StandardCopyOption.REPLACE_EXISTING);
    Report after =
        pod.sidecar().reported(report -> has(report, WORKERS) && !says(report, "StatsUnavailable"));

    assertEquals(2, others.size());
    assertEquals(others, others(after));
  }

  /** Its stats socket takes connections, and nothing comes. */
  @Test
  void waitsForNoMasterThatDoesNotAnswer() throws Exception {
    Set<Long> others = others(start(uwsgi()));
    signal(pod.server().masterPid(), "STOP");
    pod.sidecar().reported(report -> says(report, "StatsUnavailable"));
    signal(pod.server().masterPid(), "CONT");
    Report after =
        pod.sidecar().reported(report -> has(report, WORKERS) && !says(report, "StatsUnavailable"));

    assertEquals(others, others(after));
  }

  /** uWSGI leaves its first FIFO for the second one when it is told to. */
  @Test
  void doesNotWaitAtAFifoThatNobodyReads() throws Exception {
    Path left = directory.resolve("left");
    start(uwsgi(), "--master-fifo", left.toString());
    await().atMost(PATIENCE).until(() -> reads(left));
    Files.writeString(left, "1");
    await().atMost(PATIENCE).until(() -> !reads(left) && reads(directory.resolve("fifo")));
    pod.sidecar().obey(Map.of("mode", "Enforce", "workers", Map.of("min", 1, "max", 1)));

    pod.sidecar()
        .reported(
            report -> has(report, 1) && anyAction(report, one -> one.action().equals("Shrink")));
    assertFalse(reads(left));
  }

  private boolean reads(Path fifo) throws IOException {
    Path descriptors = Path.of("/proc/" + pod.server().masterPid() + "/fd");
    try (Stream<Path> all = Files.list(descriptors)) {
      return all.anyMatch(one -> leadsTo(one, fifo));
    }
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void leavesAWorkerAloneThatHasBecomeAnotherProgram(InstalledServer server) throws Exception {
    pod.sidecar().obey(bounded("Observe"));
    // A Gunicorn kills who is silent for half a minute.
    start(server, server.isUwsgi() ? new String[0] : new String[] {"--timeout", "300"});
    Thread.ofVirtual().start(this::haveAWorkerBecomeABystander);
    await().atMost(PATIENCE).until(() -> pod.server().hasNoted("bystander"));
    Path notes = pod.server().note("bystander").orElseThrow();
    long bystander = Long.parseLong(notes.toString().replaceFirst(".*\\.", ""));
    pod.sidecar()
        .reported(report -> has(report, WORKERS - 1) && !workers(report).contains(bystander));
    pod.sidecar().obey(bounded("Enforce"));
    pod.sidecar().reported(report -> recycledAfter(report, Instant.EPOCH));

    assertFalse(senders(notes).contains(pod.sidecar().pid()), () -> "" + notes);
    signal(bystander, "USR1");
    await().atMost(PATIENCE).until(() -> !senders(notes).isEmpty());
  }

  /** One worker that stays for ever what it has become may be missing. */
  private static Map<String, Object> bounded(String mode) {
    Map<String, Object> spec = new HashMap<>(RECYCLING);
    spec.put("mode", mode);
    spec.put("workers", Map.of("min", 1, "max", WORKERS));
    return spec;
  }

  private void haveAWorkerBecomeABystander() {
    try {
      pod.server().answer("/become");
    } catch (IOException neverAnswered) {
      // It is another program's connection by now.
    }
  }

  /** Who has sent signals to the bystander with these notes. */
  private static Set<Long> senders(Path notes) throws IOException {
    return Files.readAllLines(notes).stream()
        .map(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .collect(Collectors.toSet());
  }

  /** uWSGI's master executes itself anew: the pid and its start stay the same. */
  @ParameterizedTest
  @MethodSource("kinds")
  void followsAMasterThatRestartsUnderItsPid(InstalledServer server) throws Exception {
    Report before = start(server);
    pod.sidecar().reported(report -> recycledAfter(report, Instant.EPOCH));
    signal(pod.server().masterPid(), "HUP");
    Instant then = Instant.now();
    pod.server().awaitAnswer(PATIENCE);
    Report after =
        pod.sidecar().reported(report -> has(report, WORKERS) && recycledAfter(report, then));

    assertEquals(before.master().pid(), after.master().pid());
    assertEquals(before.master().startTicks(), after.master().startTicks());
  }
}
