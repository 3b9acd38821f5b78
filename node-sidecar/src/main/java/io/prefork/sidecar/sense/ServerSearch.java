package io.prefork.sidecar.sense;

import io.prefork.sidecar.discover.Discovery;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.ProcessTable;
import io.prefork.sidecar.proc.WatchedProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the server among all processes, and from then on follows it: as long as its processes and
 * the kernel's list of the master's children stay the same, all others are looked at now and then
 * only.
 */
public final class ServerSearch {
  private static final int LOOKS_BETWEEN_SEARCHES = 16;

  /** What has just been forked may be about to become another program, or to get a title. */
  private static final int SEARCHES_TO_SETTLE = 5;

  private final ProcessTable processes;
  private final Discovery discovery;
  private List<ServerKind> lastKinds = List.of();
  private Found last;
  private List<ProcessEntry> family;
  private String children;
  private int sameSearches;
  private int looks;
  private int processesSeen;

  public ServerSearch(ProcessTable processes, Discovery discovery) {
    this.processes = processes;
    this.discovery = discovery;
  }

  /** The server as it is now, or null. */
  Found look(List<ServerKind> kinds) {
    boolean settled = sameSearches >= SEARCHES_TO_SETTLE && kinds.equals(lastKinds);
    Found followed =
        settled && last != null && looks++ < LOOKS_BETWEEN_SEARCHES ? followed() : null;
    last = followed != null ? followed : search(kinds);
    return last;
  }

  /** Of the last search, all of the pod's. */
  int processesSeen() {
    return processesSeen;
  }

  private Found followed() {
    if (children == null || !children.equals(childrenOf(last))) {
      return null;
    }
    List<ProcessEntry> now = processes.follow(family);
    if (now == null || now == family) {
      return now == null ? null : last;
    }
    family = now;
    return new Found(
        last.kind(),
        now.getFirst(),
        now.subList(1, now.size()),
        last.otherMasters(),
        last.denied());
  }

  private Found search(List<ServerKind> kinds) {
    List<ProcessEntry> entries = processes.refresh();
    Found found = discovery.find(entries, kinds, processes::caughtBy).orElse(null);
    sameSearches = found != null && found.isSameAs(last) ? sameSearches + 1 : 0;
    processesSeen = entries.size();
    children = found == null ? null : childrenOf(found);
    family = found == null ? null : family(found);
    lastKinds = kinds;
    looks = 0;
    return found;
  }

  static List<ProcessEntry> family(Found found) {
    List<ProcessEntry> all = new ArrayList<>(found.children().size() + 1);
    all.add(found.master());
    all.addAll(found.children());
    return all;
  }

  /** Null where the kernel keeps no such list, or it holds somebody whom the search has missed. */
  private String childrenOf(Found found) {
    WatchedProcess master = processes.watched(found.master().pid());
    try {
      String text = master == null ? null : master.children();
      return text != null && allAreTracked(text) ? text : null;
    } catch (IOException noSuchList) {
      return null;
    }
  }

  private boolean allAreTracked(String text) {
    int start = 0;
    for (int end = text.indexOf(' '); end > start; end = text.indexOf(' ', start)) {
      if (processes.watched(Integer.parseInt(text, start, end, 10)) == null) {
        return false;
      }
      start = end + 1;
    }
    return true;
  }
}
