package io.prefork.sidecar.sense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.decide.WorkerState;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against live processes that are killed, become something else, and restart. */
class SensorTest {
  private static final int WORKERS = 3;

  @TempDir Path volume;
  private LivePod pod;

  @BeforeEach
  void makeThePod() throws Exception {
    pod = new LivePod(volume);
  }

  @AfterEach
  void stop() throws Exception {
    pod.close();
  }

  private static Set<WorkerId> workers(Sensed sensed) {
    return sensed.observation().workers().stream().map(WorkerState::id).collect(Collectors.toSet());
  }

  private static boolean isWhole(Sensed sensed) {
    return sensed.observation() != null && sensed.observation().workers().size() == WORKERS;
  }

  private static Report report(Sensed sensed) {
    return sensed.round().toReport(null, null, null, null, null, sensed.round().findings());
  }

  @Test
  void seesNothingWithoutAServer() {
    Sensed sensed = pod.tick();

    assertNull(sensed.observation());
    assertNull(sensed.found());
    assertNull(report(sensed).pool());
  }

  @Test
  void readsEveryoneAtTheFirstLook() throws Exception {
    pod.startServer(WORKERS);
    Sensed sensed = pod.sensed(SensorTest::isWhole);

    for (WorkerState worker : sensed.observation().workers()) {
      assertTrue(worker.rssBytes() > 0);
      assertTrue(worker.ussBytes() > 0);
      assertEquals(0, worker.readAgoSeconds());
      assertNull(worker.requests());
      assertNull(worker.busy());
    }
    assertEquals(pod.master(), sensed.found().master().pid());
    assertNotNull(report(sensed).pool().poolPssBytes());
    assertEquals(0, report(sensed).pool().respawns());
  }

  @Test
  void followsAWorkerThatIsKilledAndItsSuccessor() throws Exception {
    pod.startServer(WORKERS);
    Set<WorkerId> before = workers(pod.sensed(SensorTest::isWhole));
    for (int i = 0; i < 20; i++) {
      assertEquals(before, workers(pod.tick()));
    }
    WorkerId victim = before.iterator().next();
    ProcessHandle.of(victim.pid()).orElseThrow().destroyForcibly();

    Sensed after = pod.sensed(now -> isWhole(now) && !workers(now).contains(victim));

    assertEquals(1, report(after).pool().respawns());
  }

  @Test
  void looksNowAndThenOnlyAsLongAsNothingMoves() throws Exception {
    pod.startServer(WORKERS);
    pod.sensed(SensorTest::isWhole);
    Set<Sensed> looks = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 100; i++) {
      looks.add(pod.tick());
    }

    assertTrue(looks.size() >= 100 / 8, looks.size() + " looks in 100 ticks");
    assertTrue(looks.size() <= 100 / 2, looks.size() + " looks in 100 ticks");
  }

  @Test
  void seesWhateverHappensInACalmPoolAtTheNextTick() throws Exception {
    pod.startServer(WORKERS);
    pod.sensed(SensorTest::isWhole);
    untilCalm();
    int victim = workers(pod.tick()).iterator().next().pid();
    ProcessHandle process = ProcessHandle.of(victim).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();

    assertFalse(workers(pod.tick()).stream().anyMatch(worker -> worker.pid() == victim));
  }

  private void untilCalm() {
    Sensed before = pod.tick();
    pod.sensed(now -> now == before || pod.tick() == pod.tick());
  }

  @Test
  void losesSightOfAWorkerThatBecomesAnotherProgram() throws Exception {
    pod.startServer(WORKERS);
    WorkerId changeling = workers(pod.sensed(SensorTest::isWhole)).iterator().next();
    new ProcessBuilder("kill", "-USR1", String.valueOf(changeling.pid())).start().waitFor();

    Sensed after =
        pod.sensed(now -> now.observation() != null && !workers(now).contains(changeling));

    assertEquals(WORKERS - 1, after.observation().workers().size());
    assertTrue(ProcessHandle.of(changeling.pid()).orElseThrow().isAlive());
  }

  @Test
  void startsAnewWithAMasterThatRestarts() throws Exception {
    pod.startServer(WORKERS);
    Set<WorkerId> before = workers(pod.sensed(SensorTest::isWhole));
    long master = pod.master();
    pod.stopServer();
    pod.sensed(now -> now.found() == null);
    pod.startServer(WORKERS);
    Sensed after = pod.sensed(SensorTest::isWhole);

    assertNotEquals(master, after.found().master().pid());
    assertFalse(workers(after).stream().anyMatch(before::contains));
    assertEquals(0, report(after).pool().respawns());
  }

  @Test
  void countsNothingWhereThePolicySaysSo() throws Exception {
    pod.startServer(WORKERS);
    pod.obey(
        "{\"version\":1,\"policy\":\"shop/web\",\"mode\":\"Observe\",\"gc\":\"Default\","
            + "\"shutdown\":\"Finalize\",\"counters\":\"None\",\"cpuSharePercent\":50}");
    Sensed sensed = pod.sensed(SensorTest::isWhole);

    assertTrue(report(sensed).workers().stream().allMatch(worker -> worker.counters() == null));
  }

  @Test
  void seesTheMachineAroundThePool() throws Exception {
    pod.startServer(WORKERS);
    Sensed sensed = pod.sensed(SensorTest::isWhole);

    assertTrue(sensed.observation().memory().hostAvailableBytes() > 0);
    assertTrue(sensed.observation().processor().limitCores() > 0);
    assertTrue(report(sensed).container().host().pageCacheBytes() > 0);
  }
}
