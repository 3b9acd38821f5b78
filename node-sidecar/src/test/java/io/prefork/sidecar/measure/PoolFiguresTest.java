package io.prefork.sidecar.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.prefork.protocol.Report;
import io.prefork.sidecar.Recorded;
import io.prefork.sidecar.bootstrap.WorkerRecord;
import io.prefork.sidecar.proc.Rollup;
import io.prefork.sidecar.proc.Stat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolFiguresTest {
  private static final ProcessSample MASTER = sample(1, new Rollup(1000, 400, 900, 100, 50, 800));

  private static ProcessSample sample(int pid, Rollup rollup) {
    return sample(pid, rollup, null, null, 0);
  }

  private static ProcessSample sample(
      int pid, Rollup rollup, WorkerRecord record, Report.WorkerCounters counters, long ago) {
    Stat stat = new Stat(pid, "x", 'S', 1, 300, 0, 0, 1, 7);
    return new ProcessSample(stat, 60L, 990L, new Reading(0, stat, rollup, record, counters), ago);
  }

  private static WorkerSample worker(Rollup rollup, Long requests) {
    return new WorkerSample(sample(2, rollup), requests, null, null);
  }

  private static Rollup worker(long shared, long unshared, long dirty, long anonymous) {
    return new Rollup(shared + unshared, 200, shared, unshared, dirty, anonymous);
  }

  private static Report.Pool figures(ProcessSample master, List<WorkerSample> workers) {
    return PoolFigures.of(master, workers, PoolSample.UNKNOWN);
  }

  @Test
  void takesMeansOverWorkersAndSumsThePss() {
    Report.Pool pool =
        figures(
            MASTER,
            List.of(
                worker(worker(700, 100, 80, 720), 10L), worker(worker(500, 300, 280, 680), 20L)));

    assertEquals(2, pool.workers());
    assertEquals(1000, pool.masterRssBytes());
    assertEquals(600, pool.sharedPerWorkerBytes());
    assertEquals(200, pool.privatePerWorkerBytes());
    assertEquals(800, pool.poolPssBytes());
    assertEquals((640.0 / 800 + 400.0 / 800) / 2, pool.cowEfficiency(), 1e-9);
    assertEquals(30, pool.requests());
    assertEquals(20.0, pool.minorFaultsPerRequest(), 1e-9);
  }

  @Test
  void agreesWithTheRecordedServer() throws Exception {
    Rollup master = Rollup.parse(Recorded.bytes("proc/uwsgi/19502/smaps_rollup"));
    Rollup own = Rollup.parse(Recorded.bytes("proc/uwsgi/19600/smaps_rollup"));

    assertEquals((229260.0 - 7400) / 226248, worker(own, 1L).cowEfficiency(master), 1e-9);
  }

  @Test
  void clampsTheEfficiency() {
    assertEquals(1.0, worker(worker(1, 1, 0, 900), null).cowEfficiency(MASTER.rollup()));
    assertEquals(0.0, worker(worker(1, 1, 950, 900), null).cowEfficiency(MASTER.rollup()));
  }

  @Test
  void leavesMemoryOutUnlessEveryWorkerWasRead() {
    Report.Pool pool =
        figures(MASTER, List.of(worker(worker(1, 1, 1, 1), null), worker(null, null)));

    assertNull(pool.poolPssBytes());
    assertNull(pool.sharedPerWorkerBytes());
    assertNull(pool.privatePerWorkerBytes());
    assertNull(pool.cowEfficiency());
    assertNull(pool.oldestReadingSeconds());
  }

  @Test
  void leavesMemoryOutWhileAWorkerWaitsForItsTurn() {
    ProcessSample fresh =
        new ProcessSample(new Stat(4, "x", 'S', 1, 0, 0, 0, 1, 9), 1L, 990L, null, null);
    Report.Pool pool =
        figures(
            MASTER, List.of(worker(worker(1, 1, 1, 1), 3L), new WorkerSample(fresh, 0L, false, 1)));

    assertNull(pool.poolPssBytes());
    assertEquals(3, pool.requests());
  }

  @Test
  void saysHowOldTheOldestReadingIs() {
    WorkerSample older =
        new WorkerSample(sample(2, worker(1, 1, 1, 1), null, null, 38), null, null, null);

    assertEquals(
        38, figures(MASTER, List.of(worker(worker(1, 1, 1, 1), 1L), older)).oldestReadingSeconds());
  }

  @Test
  void leavesOutWhatNobodyCounted() {
    Report.Pool pool = figures(sample(1, null), List.of(worker(null, null)));

    assertEquals(
        new Report.Pool(
            1, 990L, null, null, null, null, null, null, null, null, null, null, null, null),
        pool);
  }

  @Test
  void hasNoFaultsPerRequestBeforeTheFirstRequest() {
    assertNull(figures(MASTER, List.of(worker(worker(1, 1, 1, 1), 0L))).minorFaultsPerRequest());
  }

  @Test
  void hasNoPoolWithoutWorkers() {
    assertNull(figures(MASTER, List.of()));
  }

  @Test
  void sharesOutFaultsToTheCollectorOverWorkersThatCount() {
    WorkerRecord record =
        new WorkerRecord(
            2,
            7,
            "3.12.1",
            "",
            new Report.Runtime(
                "Default", null, "Finalize", List.of(1L, 1L, 1L), 270, 1, 0, 0, 0, null),
            "",
            false);
    WorkerSample counting = new WorkerSample(sample(2, null, record, null, 0), null, null, null);

    Report.Pool pool = figures(MASTER, List.of(counting, worker(null, null)));

    assertEquals(0.9, pool.collectorFaultShare(), 1e-9);
  }

  @Test
  void weighsInstructionsPerCycleByCycles() {
    WorkerSample fast =
        new WorkerSample(
            sample(2, null, null, new Report.WorkerCounters(300L, 100L, 1L, null, null), 0),
            null,
            null,
            null);
    WorkerSample slow =
        new WorkerSample(
            sample(3, null, null, new Report.WorkerCounters(300L, 300L, 1L, null, null), 0),
            null,
            null,
            null);

    assertEquals(1.5, figures(MASTER, List.of(fast, slow)).ipc(), 1e-9);
  }
}
