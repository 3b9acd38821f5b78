package io.prefork.sidecar.discover;

import io.prefork.sidecar.proc.ProcessEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A master's workers among its children.
 *
 * @param processes oldest first
 * @param guessed whether they were told from routers, mules and spoolers by nothing but being
 *     children of the master
 */
public record Workers(List<ProcessEntry> processes, boolean guessed) {

  /**
   * @param found master and children
   * @param toldByServer worker pids as the server itself tells them, or null
   */
  public static Workers among(Found found, Set<Integer> toldByServer) {
    if (toldByServer != null) {
      return new Workers(only(found, toldByServer), false);
    }
    List<ProcessEntry> titled = titled(found);
    if (!titled.isEmpty()) {
      return new Workers(titled, false);
    }
    return new Workers(found.children(), found.kind() == ServerKind.UWSGI);
  }

  /** Whether they are those very processes. */
  public boolean isSameAs(Workers other) {
    return other != null && ProcessEntry.areSame(processes, other.processes);
  }

  private static List<ProcessEntry> only(Found found, Set<Integer> pids) {
    List<ProcessEntry> workers = new ArrayList<>();
    for (ProcessEntry child : found.children()) {
      if (pids.contains(child.pid())) {
        workers.add(child);
      }
    }
    return workers;
  }

  private static List<ProcessEntry> titled(Found found) {
    List<ProcessEntry> workers = new ArrayList<>();
    for (ProcessEntry child : found.children()) {
      if (found.kind().isTitledAsWorker(child.arguments().getFirst())) {
        workers.add(child);
      }
    }
    return workers;
  }
}
