package io.prefork.sidecar.discover;

import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.ProcessEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the server of the prepared container, or the one whose master is known. */
public final class Discovery {
  private final String volume;
  private final int pid;
  private final long startTicks;

  /**
   * @param volume the shared volume's path in the prepared container
   */
  public Discovery(String volume) {
    this(volume, 0, 0);
  }

  private Discovery(String volume, int pid, long startTicks) {
    this.volume = volume;
    this.pid = pid;
    this.startTicks = startTicks;
  }

  /**
   * For a server that needs not to be searched for.
   *
   * @param pid of its master
   * @param startTicks of its master: another process with that pid is not it
   */
  public static Discovery ofMaster(int pid, long startTicks) {
    return new Discovery(null, pid, startTicks);
  }

  /**
   * @param oldestFirst the pod's processes
   * @param kinds servers to look for
   * @return the server with most processes, or nothing when there is none (yet)
   */
  public Optional<Found> find(List<ProcessEntry> oldestFirst, List<ServerKind> kinds) {
    if (volume == null) {
      return largest(Members.below(oldestFirst, pid, startTicks), kinds, false);
    }
    List<ProcessEntry> members = Members.of(oldestFirst, volume);
    if (!members.isEmpty()) {
      return largest(members, kinds, false);
    }
    // Another UID's environment is closed to us, its command line is not: enough to say so.
    List<ProcessEntry> closed = new ArrayList<>();
    for (ProcessEntry entry : oldestFirst) {
      if (entry.environment().state() == Environment.State.DENIED) {
        closed.add(entry);
      }
    }
    return largest(closed, kinds, true);
  }

  private static Optional<Found> largest(
      List<ProcessEntry> members, List<ServerKind> kinds, boolean denied) {
    List<Found> all = new ArrayList<>();
    for (ServerKind kind : kinds) {
      for (ProcessEntry entry : members) {
        if (kind.matches(entry.arguments()) && isMaster(kind, entry, members)) {
          all.add(new Found(kind, entry, children(kind, entry, members), List.of(), denied));
        }
      }
    }
    return all.stream()
        .max(Comparator.comparingInt(found -> found.children().size()))
        .map(found -> withOthers(found, all));
  }

  /** The topmost of its kind: a shell or an init above it is of no kind. */
  private static boolean isMaster(ServerKind kind, ProcessEntry entry, List<ProcessEntry> members) {
    for (ProcessEntry other : members) {
      if (other.pid() == entry.stat().parent() && kind.matches(other.arguments())) {
        return isReplacement(entry);
      }
    }
    return true;
  }

  /**
   * Gunicorn's USR2 starts a second master as a child of the first, whose pid it is told; workers
   * inherit that variable, but have another parent.
   */
  private static boolean isReplacement(ProcessEntry entry) {
    String startedBy = entry.environment().variables().get(Environment.GUNICORN_PID);
    return String.valueOf(entry.stat().parent()).equals(startedBy);
  }

  private static List<ProcessEntry> children(
      ServerKind kind, ProcessEntry master, List<ProcessEntry> members) {
    List<ProcessEntry> children = new ArrayList<>();
    for (ProcessEntry entry : members) {
      if (entry.stat().parent() == master.pid()
          && kind.matches(entry.arguments())
          && !isReplacement(entry)) {
        children.add(entry);
      }
    }
    return children;
  }

  private static Found withOthers(Found chosen, List<Found> all) {
    List<Integer> others = new ArrayList<>();
    for (Found other : all) {
      if (other != chosen) {
        others.add(other.master().pid());
      }
    }
    return new Found(
        chosen.kind(), chosen.master(), chosen.children(), List.copyOf(others), chosen.denied());
  }
}
