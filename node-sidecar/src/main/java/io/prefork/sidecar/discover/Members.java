package io.prefork.sidecar.discover;

import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.ProcessEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The processes of the prepared container among those of a pod: those that carry the mark in their
 * environment, what they started, and, in the same container, those that have overwritten theirs.
 */
final class Members {
  private Members() {}

  /**
   * @param oldestFirst a pod's processes
   * @param volume the shared volume's path, which the mark names
   * @return the members, in the same order
   */
  static List<ProcessEntry> of(List<ProcessEntry> oldestFirst, String volume) {
    Set<String> containers = containersWithTheMark(oldestFirst, volume);
    Set<Integer> pids = new HashSet<>();
    List<ProcessEntry> members = new ArrayList<>();
    for (ProcessEntry entry : oldestFirst) {
      boolean concealed = entry.environment().state() == Environment.State.OVERWRITTEN;
      if (entry.environment().isMarked(volume)
          || pids.contains(entry.stat().parent())
          || (concealed && containers.contains(entry.container()))) {
        pids.add(entry.pid());
        members.add(entry);
      }
    }
    return members;
  }

  /** The process with that pid and start time, and what it has started; nothing without it. */
  static List<ProcessEntry> below(List<ProcessEntry> oldestFirst, int pid, long startTicks) {
    Set<Integer> pids = new HashSet<>();
    List<ProcessEntry> members = new ArrayList<>();
    for (ProcessEntry entry : oldestFirst) {
      boolean isTop = entry.pid() == pid && entry.stat().startTicks() == startTicks;
      if (isTop || pids.contains(entry.stat().parent())) {
        pids.add(entry.pid());
        members.add(entry);
      }
    }
    return members;
  }

  private static Set<String> containersWithTheMark(List<ProcessEntry> entries, String volume) {
    Set<String> containers = new HashSet<>();
    for (ProcessEntry entry : entries) {
      if (entry.environment().isMarked(volume) && !entry.container().isEmpty()) {
        containers.add(entry.container());
      }
    }
    return containers;
  }
}
