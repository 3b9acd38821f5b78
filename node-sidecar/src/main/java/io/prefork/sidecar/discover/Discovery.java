package io.prefork.sidecar.discover;

import io.prefork.sidecar.proc.CaughtSignals;
import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.ProcessEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the server of the prepared container, or the one whose master is known. */
public final class Discovery {
  private static final int SIGHUP = 1;
  private static final int SIGCHLD = 17;

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
   * @param caught the signals that one of them handles; asked of few
   * @return the server with most processes, or nothing when there is none (yet)
   */
  public Optional<Found> find(
      List<ProcessEntry> oldestFirst,
      List<ServerKind> kinds,
      Function<ProcessEntry, CaughtSignals> caught) {
    if (volume == null) {
      return largest(Members.below(oldestFirst, pid, startTicks), kinds, caught, false);
    }
    List<ProcessEntry> members = Members.of(oldestFirst, volume);
    if (!members.isEmpty()) {
      return largest(members, kinds, caught, false);
    }
    // Another UID's environment is closed to us, its command line is not: enough to say so.
    List<ProcessEntry> closed = new ArrayList<>();
    for (ProcessEntry entry : oldestFirst) {
      if (entry.environment().state() == Environment.State.DENIED) {
        closed.add(entry);
      }
    }
    return largest(closed, kinds, caught, true);
  }

  private static Optional<Found> largest(
      List<ProcessEntry> members,
      List<ServerKind> kinds,
      Function<ProcessEntry, CaughtSignals> caught,
      boolean denied) {
    List<Found> all = new ArrayList<>();
    for (ServerKind kind : kinds) {
      for (ProcessEntry entry : members) {
        if (kind.matches(entry.arguments()) && isMaster(kind, entry, members)) {
          List<ProcessEntry> children = children(kind, entry, members, caught);
          all.add(new Found(kind, entry, children, List.of(), denied));
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
      ServerKind kind,
      ProcessEntry master,
      List<ProcessEntry> members,
      Function<ProcessEntry, CaughtSignals> caught) {
    List<ProcessEntry> children = new ArrayList<>();
    for (ProcessEntry entry : members) {
      if (entry.stat().parent() == master.pid()
          && kind.matches(entry.arguments())
          && !isReplacement(entry)
          && !isArbiter(kind, entry, members, caught)) {
        children.add(entry);
      }
    }
    return children;
  }

  /**
   * Gunicorn's dirty arbiter, from 25 on, has a pool of its own. It handles SIGHUP and SIGCHLD as
   * its master does ({@code init_signals} in gunicorn/dirty/arbiter.py), which every worker has set
   * back ({@code init_signals} in gunicorn/workers/base.py), except for a moment after its fork,
   * when it has no children. A worker whose application forks is told from it by them.
   */
  private static boolean isArbiter(
      ServerKind kind,
      ProcessEntry entry,
      List<ProcessEntry> members,
      Function<ProcessEntry, CaughtSignals> caught) {
    if (kind != ServerKind.GUNICORN || !hasChildren(kind, entry, members)) {
      return false;
    }
    CaughtSignals signals = caught.apply(entry);
    return signals.has(SIGHUP) && signals.has(SIGCHLD);
  }

  private static boolean hasChildren(
      ServerKind kind, ProcessEntry entry, List<ProcessEntry> members) {
    for (ProcessEntry other : members) {
      if (other.stat().parent() == entry.pid() && kind.matches(other.arguments())) {
        return true;
      }
    }
    return false;
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
