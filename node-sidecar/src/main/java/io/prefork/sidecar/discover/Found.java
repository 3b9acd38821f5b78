package io.prefork.sidecar.discover;

import io.prefork.sidecar.proc.ProcessEntry;
import java.util.List;

/**
 * A server's master.
 *
 * @param kind of server
 * @param master the forking process
 * @param children of the same program, oldest first: workers, and whatever else the server forks
 * @param otherMasters pids of masters that were passed over because their pools are smaller
 * @param denied whether the kernel lets us see no more of it than its name: it runs as another UID
 */
public record Found(
    ServerKind kind,
    ProcessEntry master,
    List<ProcessEntry> children,
    List<Integer> otherMasters,
    boolean denied) {

  /** Whether master and children are those very processes. */
  public boolean isSameAs(Found other) {
    return other != null
        && master.isSameAs(other.master)
        && ProcessEntry.areSame(children, other.children);
  }
}
