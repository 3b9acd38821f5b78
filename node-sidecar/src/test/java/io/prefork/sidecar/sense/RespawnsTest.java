package io.prefork.sidecar.sense;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prefork.sidecar.decide.WorkerId;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RespawnsTest {
  private static final long SECOND = 1_000_000_000;
  private static final WorkerId MASTER = new WorkerId(1, 1);

  private final Respawns respawns = new Respawns();
  private long now;

  private long after(double seconds, long... workers) {
    return after(seconds, MASTER, workers);
  }

  /** A worker of the pid 1000 started at tick 7 is written 10007. */
  private long after(double seconds, WorkerId master, long... workers) {
    now += (long) (seconds * SECOND);
    Set<WorkerId> ids = new HashSet<>();
    for (long worker : workers) {
      ids.add(new WorkerId((int) (worker / 10), worker % 10));
    }
    return respawns.count(master, ids, now);
  }

  @Test
  void countsNobodyWhoIsSeenForTheFirstTime() {
    assertEquals(0, after(0, 101, 201));
  }

  @Test
  void countsAWorkerThatWasReplaced() {
    after(0, 101, 201);

    assertEquals(1, after(2, 101, 301));
  }

  @Test
  void countsOneThatIsReplacedSomeTicksLater() {
    after(0, 101, 201);
    assertEquals(0, after(2, 101));

    assertEquals(1, after(10, 101, 301));
  }

  @Test
  void countsAReusedPid() {
    after(0, 101, 201);

    assertEquals(1, after(2, 101, 202));
  }

  @Test
  void countsNoGrowth() {
    after(0, 101);

    assertEquals(0, after(2, 101, 201));
    assertEquals(0, after(2, 101, 201, 301));
  }

  @Test
  void countsNoShrinkingAndGrowingAgain() {
    after(0, 101, 201);
    after(2, 101);

    assertEquals(0, after(60, 101, 301));
  }

  @Test
  void countsEachOfManyAtOnce() {
    after(0, 101, 201, 301);

    assertEquals(3, after(2, 401, 501, 601));
  }

  @Test
  void startsAnewWithAnotherMaster() {
    after(0, 101);
    after(2, 201);

    assertEquals(0, after(2, new WorkerId(9, 9), 901));
    assertEquals(1, after(2, new WorkerId(9, 9), 902));
  }
}
