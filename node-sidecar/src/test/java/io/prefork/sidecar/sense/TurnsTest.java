package io.prefork.sidecar.sense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.measure.Reading;
import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.Rollup;
import io.prefork.sidecar.proc.Stat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MB = 1 << 20;
  private static final int PAGE = 4096;

  private final Turns turns = new Turns(PAGE);
  private final List<ProcessEntry> pool = new ArrayList<>();
  private final Map<Integer, Reading> readings = new HashMap<>();

  private static ProcessEntry process(int pid, long minorFaults) {
    Stat stat = new Stat(pid, "x", 'S', 1, minorFaults, 0, 0, 1, pid);
    return new ProcessEntry(
        stat, List.of(), new Environment(Environment.State.KNOWN, Map.of()), "");
  }

  private void read(ProcessEntry entry, long atSecond) {
    Rollup rollup = new Rollup(100 * MB, 0, 0, 0, 0, 0);
    readings.put(entry.pid(), new Reading(atSecond * SECOND, entry.stat(), rollup, null, null));
  }

  private ProcessEntry next(long atSecond) {
    return turns.next(pool, entry -> readings.get(entry.pid()), atSecond * SECOND);
  }

  @Test
  void readsFirstWhoWasNeverRead() {
    pool.add(process(1, 0));
    pool.add(process(2, 0));
    read(pool.getFirst(), 0);

    assertEquals(2, next(100).pid());
  }

  @Test
  void readsTheOldestReadingFirst() {
    pool.add(process(1, 0));
    pool.add(process(2, 0));
    read(pool.get(0), 10);
    read(pool.get(1), 5);

    assertEquals(2, next(20).pid());
  }

  @Test
  void takesAReadingForOutdatedOnceMoreThanAHundredthHasFaulted() {
    read(process(1, 1000), 10);

    assertFalse(turns.isOutdated(process(1, 1000 + MB / PAGE), readings.get(1)));
    assertTrue(turns.isOutdated(process(1, 1001 + MB / PAGE), readings.get(1)));
  }

  @Test
  void prefersWhoHasFaultedSince() {
    read(process(1, 1000), 10);
    read(process(2, 0), 5);
    pool.add(process(1, 1000 + 25 * MB / PAGE));
    pool.add(process(2, 0));

    assertEquals(1, next(20).pid());
  }

  @Test
  void letsNobodyRestForEverBesideABusyOne() {
    pool.add(process(2, 0));
    read(pool.getFirst(), 0);
    long faults = 0;
    ProcessEntry busy = process(1, faults);
    read(busy, 0);
    boolean quietWasRead = false;
    for (long second = 6; second < 200 && !quietWasRead; second += 6) {
      faults += 400 * MB / PAGE;
      pool.add(process(1, faults));
      ProcessEntry next = next(second);
      quietWasRead = next.pid() == 2;
      read(next, second);
      pool.removeLast();
    }

    assertTrue(quietWasRead);
  }

  @Test
  void letsEveryoneRestForAWhile() {
    pool.add(process(1, 99_999));
    read(process(1, 0), 10);

    assertNull(next(15));
    assertEquals(1, next(16).pid());
  }

  @Test
  void takesAProcessOutOfReachForUnchanged() {
    pool.add(process(1, 99_999));
    readings.put(1, new Reading(0, process(1, 0).stat(), null, null, null));
    pool.add(process(2, 0));
    read(pool.get(1), 0);

    assertEquals(2, next(20).pid());
  }
}
