package io.prefork.sidecar.sense;

import io.prefork.sidecar.decide.WorkerId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Counts workers that were replaced: one is gone, and soon after there is a new one. A pool that
 * shrinks, or grows later, has replaced nobody. Workers that come and go between two looks are
 * missed.
 */
final class Respawns {
  /** A server replaces a worker within seconds; who comes later was asked for. */
  static final Duration SOON = Duration.ofSeconds(30);

  private final Deque<Long> exits = new ArrayDeque<>();
  private Set<WorkerId> before = Set.of();
  private WorkerId master;
  private long count;

  /**
   * @param now all live workers of that master
   * @return how many were replaced since this master was first seen
   */
  long count(WorkerId itsMaster, Set<WorkerId> now, long nowNanos) {
    if (!itsMaster.equals(master)) {
      master = itsMaster;
      exits.clear();
      count = 0;
    } else if (!now.equals(before)) {
      compare(now, nowNanos);
    }
    before = Set.copyOf(now);
    return count;
  }

  private void compare(Set<WorkerId> now, long nowNanos) {
    while (!exits.isEmpty() && nowNanos - exits.peekFirst() > SOON.toNanos()) {
      exits.removeFirst();
    }
    for (WorkerId worker : before) {
      if (!now.contains(worker)) {
        exits.addLast(nowNanos);
      }
    }
    Set<WorkerId> born = new HashSet<>(now);
    born.removeAll(before);
    for (int i = 0; i < born.size() && !exits.isEmpty(); i++) {
      exits.removeFirst();
      count++;
    }
  }
}
