package io.prefork.sidecar.sense;

import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.discover.Workers;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.server.ServerStats;
import io.prefork.sidecar.server.ServerView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What the server says about itself, look by look. A server that answers nonsense, or nothing, is
 * asked less and less often; one that is not there yet, at every look.
 */
public final class ServerWatch {
  private static final int LONGEST_SILENCE_LOOKS = 16;
  private static final int FAILURES_BEFORE_SAYING_SO = 3;

  private final Function<Found, ServerStats.Answer> stats;
  private Found last;
  private ServerView view;
  private Set<Integer> strangers;
  private String version;
  private String problem;
  private int failures;
  private int silentLooks;
  private int nextSilence;
  private Found foundOfWorkers;
  private ServerView viewOfWorkers;
  private Workers workers;

  /**
   * @param stats asks a server
   */
  public ServerWatch(Function<Found, ServerStats.Answer> stats) {
    this.stats = stats;
  }

  /** Asks, unless there is a reason not to. */
  void look(Found found) {
    if (last == null || !found.master().isSameAs(last.master())) {
      startAnew();
    }
    boolean changed = !found.isSameAs(last);
    last = found;
    if (silentLooks > 0 && !changed) {
      silentLooks--;
      // Gunicorn tells nothing but its workers' pids: that stays true as long as they live.
      view = found.kind() == ServerKind.GUNICORN ? view : null;
      return;
    }
    take(stats.apply(found), found);
  }

  private void take(ServerStats.Answer told, Found found) {
    ServerStats.Answer answer = namesNobodyHere(told, found) ? useless(told, found) : told;
    view = answer.view();
    problem = answer.problem();
    if (view != null) {
      version = view.version();
      strangers = strangers(found, view.workers().keySet());
      failures = 0;
      nextSilence = 0;
      silentLooks = found.kind() == ServerKind.GUNICORN ? LONGEST_SILENCE_LOOKS : 0;
    } else {
      failures++;
      nextSilence = answer.answered() ? Math.min(LONGEST_SILENCE_LOOKS, 2 * nextSilence + 1) : 0;
      silentLooks = nextSilence;
    }
  }

  /** Of a master's children some are workers, once it has forked. */
  private static boolean namesNobodyHere(ServerStats.Answer told, Found found) {
    if (told.view() == null || told.view().workers().isEmpty() || found.children().isEmpty()) {
      return false;
    }
    Set<Integer> named = told.view().workers().keySet();
    return strangers(found, named).size() == found.children().size();
  }

  private static ServerStats.Answer useless(ServerStats.Answer told, Found found) {
    return new ServerStats.Answer(
        null,
        "the server names "
            + told.view().workers().size()
            + " workers, none of which is a child of master "
            + found.master().pid(),
        true);
  }

  /** Whether this master has ever told who its workers are. */
  boolean hasTold() {
    return strangers != null;
  }

  private void startAnew() {
    workers = null;
    view = null;
    version = null;
    strangers = null;
    problem = null;
    failures = 0;
    silentLooks = 0;
    nextSilence = 0;
  }

  /** There is no server. */
  void clear() {
    last = null;
    startAnew();
  }

  /** What it said at this look, or null. */
  ServerView view() {
    return view;
  }

  /** Of the server's program, as it last said, or null. */
  String version() {
    return version;
  }

  /**
   * The workers by what it said; else by how its processes look, without those that it did not name
   * when it last answered. The very same as long as none of it has changed.
   */
  Workers workers() {
    if (workers == null || last != foundOfWorkers || view != viewOfWorkers) {
      workers = told();
      foundOfWorkers = last;
      viewOfWorkers = view;
    }
    return workers;
  }

  private Workers told() {
    if (view != null) {
      return Workers.among(last, view.workers().keySet());
    }
    Workers guessed = Workers.among(last, null);
    return strangers == null ? guessed : new Workers(without(strangers, guessed), true);
  }

  private static Set<Integer> strangers(Found found, Set<Integer> named) {
    Set<Integer> strangers = new HashSet<>();
    for (ProcessEntry child : found.children()) {
      if (!named.contains(child.pid())) {
        strangers.add(child.pid());
      }
    }
    return strangers;
  }

  private static List<ProcessEntry> without(Set<Integer> pids, Workers guessed) {
    List<ProcessEntry> others = new ArrayList<>();
    for (ProcessEntry child : guessed.processes()) {
      if (!pids.contains(child.pid())) {
        others.add(child);
      }
    }
    return others;
  }

  /** Why it says nothing, or null; only once that has gone on for a while. */
  String problem() {
    return failures >= FAILURES_BEFORE_SAYING_SO ? problem : null;
  }
}
