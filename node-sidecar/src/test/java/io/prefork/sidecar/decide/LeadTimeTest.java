package io.prefork.sidecar.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeadTimeTest {
  private static final long MIB = 1 << 20;

  private final LeadTime lead = new LeadTime();
  private long now = 100_000;

  /** One step of two seconds later. */
  private void see(long usedBytes, int... pids) {
    now += 2_000;
    List<WorkerState> workers = new ArrayList<>();
    for (int pid : pids) {
      WorkerId id = new WorkerId(pid, pid);
      workers.add(new WorkerState(id, null, null, null, null, null, null, null, null, null));
    }
    Memory memory = new Memory(4096 * MIB, null, usedBytes, null, null, null);
    lead.observe(new Observation(now, workers, null, null, memory, null), Budget.of(memory));
  }

  private void growing(int steps, long bytesAStep) {
    for (int i = 0; i < steps; i++) {
      see(1000 * MIB + i * bytesAStep, 1, 2);
    }
  }

  private void took(long... millis) {
    for (long one : millis) {
      lead.took(one);
    }
  }

  @Test
  void isWhatComesInHalfAsLongAgainAsTheLongestTook() {
    growing(100, 4 * MIB);
    took(3_000, 20_000, 5_000);

    assertEquals(2 * 30 * MIB, lead.bytes(), MIB);
  }

  @Test
  void reckonsWithAMinuteBeforeItHasSeenWorkersLeave() {
    growing(100, 4 * MIB);
    took(3_000);

    assertEquals(2 * 60 * MIB, lead.bytes(), MIB);
  }

  @Test
  void forgetsWhatTookLongLongAgo() {
    growing(100, 4 * MIB);
    took(100_000, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000);

    assertEquals(2 * 3 * MIB, lead.bytes(), MIB);
  }

  @Test
  void takesAReplacedWorkersMemoryForNoGrowthAndNoLoss() {
    growing(100, 4 * MIB);
    long before = lead.bytes();
    see(500 * MIB, 1, 3);
    see(504 * MIB, 1, 3);

    assertEquals(before, lead.bytes(), MIB);
  }

  @Test
  void isNothingWherePoolsShrinkOrAreNotMeasured() {
    growing(50, -4 * MIB);
    assertEquals(0, lead.bytes());

    lead.observe(new Observation(now + 2_000, List.of(), null, null, null, null), null);
    see(900 * MIB, 1, 2);
    assertEquals(0, lead.bytes());
    assertTrue(new LeadTime().bytes() == 0);
  }
}
