package io.prefork.sidecar.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.Recorded;
import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.decide.Ending;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.decide.WorkerState;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeavingWorkersTest {
  private static final int PID_AT = 8;
  private static final int START_AT = 16;
  private static final int SHUTDOWN_AT = 92;
  private static final long MIB = 1 << 20;

  @TempDir Path volume;
  private final List<Integer> ended = new ArrayList<>();
  private Attempt answer = new Attempt.Sent(1);
  private LeavingWorkers leaving;

  @BeforeEach
  void layVolume() throws Exception {
    BoundedFiles files = new BoundedFiles(new Kernel(System.getProperty("os.arch")));
    leaving = new LeavingWorkers(new Bootstrap(files, volume).departures());
    Files.createDirectory(volume.resolve("workers"));
    for (int pid = 11; pid <= 14; pid++) {
      record(pid, true);
    }
  }

  private void record(int pid, boolean skipsFinalization) throws Exception {
    byte[] record = Recorded.bytes("records/uwsgi-19600.rec");
    ByteBuffer.wrap(record)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(PID_AT, pid)
        .putLong(START_AT, 1000 + pid)
        .putInt(SHUTDOWN_AT, skipsFinalization ? 1 : 0);
    Files.write(volume.resolve("workers/" + pid + ".rec"), record);
  }

  private boolean isTold(int pid) {
    return Files.exists(volume.resolve("workers/" + pid + "." + (1000 + pid) + ".leave"));
  }

  private static WorkerState worker(int pid, Long privateMib, Boolean busy) {
    Long bytes = privateMib == null ? null : (Long) (privateMib * MIB);
    return new WorkerState(
        new WorkerId(pid, 1000 + pid), 60L, bytes, null, null, 9L, busy, 0L, null, null);
  }

  private static Observation pool(WorkerState... workers) {
    return new Observation(0, List.of(workers), 8, null, null, null);
  }

  private int tell(int atMost, Observation now) {
    return leaving.tell(
        atMost,
        now,
        worker -> {
          assertTrue(isTold(worker.pid()), "told before it ends");
          ended.add(worker.pid());
          return answer;
        });
  }

  @Test
  void tellsTheLargestOfTheBusy() {
    Observation now =
        pool(
            worker(11, 20L, true),
            worker(12, 90L, false),
            worker(13, null, true),
            worker(14, 40L, true));

    assertEquals(2, tell(2, now));
    assertEquals(List.of(14, 11), ended);
    assertFalse(isTold(12) || isTold(13));
  }

  @Test
  void tellsNobodyTwice() {
    Observation now = pool(worker(11, 20L, true), worker(12, 30L, true));

    assertEquals(1, tell(1, now));
    assertEquals(1, tell(2, now));
    assertEquals(0, tell(2, now));
    assertEquals(List.of(12, 11), ended);
  }

  @Test
  void leavesAloneWhoWouldNotObey() throws Exception {
    record(11, false);
    Files.delete(volume.resolve("workers/12.rec"));

    assertEquals(0, tell(3, pool(worker(11, 20L, true), worker(12, 20L, true))));
    assertEquals(List.of(), ended);
  }

  @Test
  void leavesAloneWhoseEndWouldCutOffRequests() {
    WorkerId id = new WorkerId(11, 1011);
    WorkerState async = new WorkerState(id, 60L, 20L, null, null, 9L, true, 0L, Ending.NEVER, null);

    assertEquals(0, tell(1, pool(async)));
    assertFalse(isTold(11));
  }

  @Test
  void takesBackWhatItSaidToOneThatCannotBeAsked() {
    answer = new Attempt.Refused("it is running all the time");

    assertEquals(0, tell(1, pool(worker(11, 20L, true))));
    assertFalse(isTold(11));
  }

  @Test
  void hasThoseStayWhoHaveNotLeft() throws Exception {
    Observation now = pool(worker(11, 20L, true), worker(12, 30L, true), worker(13, 10L, true));
    tell(3, now);

    assertEquals(2, leaving.takeBack(3, pool(worker(11, 20L, true), worker(13, 10L, true))));
    assertFalse(isTold(11) || isTold(13));
  }

  @Test
  void goesOnWithoutAVolume() throws Exception {
    BoundedFiles files = new BoundedFiles(new Kernel(System.getProperty("os.arch")));
    leaving = new LeavingWorkers(Bootstrap.none(files).departures());

    assertEquals(0, tell(1, pool(worker(11, 20L, true))));
    assertEquals(0, leaving.takeBack(1, pool(worker(11, 20L, true))));
  }
}
