package io.prefork.sidecar.proc;

import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Glance;
import io.prefork.sidecar.kernel.KernelException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The live processes that this one can see, itself excepted. Not thread-safe. */
public final class ProcessTable {
  /** More than any sane pod runs; what is beyond is not looked at. */
  public static final int MAX_PROCESSES = 1024;

  private static final int COMMAND_LINE_BYTES = 8 * 1024;
  private static final int ENVIRONMENT_BYTES = 512 * 1024;
  private static final int CGROUP_BYTES = 8 * 1024;
  private static final int STATUS_BYTES = 16 * 1024;

  /** A process that has just appeared may be about to become another program. */
  private static final int YOUNG_REFRESHES = 10;

  private static final int REFRESHES_BETWEEN_CHECKS = 8;

  private final BoundedFiles files;
  private final String root;
  private final int self;
  private final Pids pids;
  private final Map<Integer, Tracked> tracked = new HashMap<>();

  /**
   * @param root the proc file system, {@code /proc}
   * @param self pid to leave out
   */
  public ProcessTable(BoundedFiles files, String root, int self) {
    this(files, root, self, null);
  }

  /**
   * @param root the proc file system, {@code /proc}
   * @param self pid to leave out
   * @param pids the only ones to look at; null: whatever is there
   */
  public ProcessTable(BoundedFiles files, String root, int self, Pids pids) {
    this.files = files;
    this.root = root;
    this.self = self;
    this.pids = pids;
  }

  /** Looks again; processes that ended are let go. In order of their start. */
  public List<ProcessEntry> refresh() {
    List<ProcessEntry> entries = new ArrayList<>();
    updateKnown(entries);
    addNew(entries);
    entries.sort(ProcessTable::oldestFirst);
    return entries;
  }

  /**
   * The same processes at this moment, without a look for others.
   *
   * @param some of the last {@link #refresh}
   * @return in the same order, the very same list when nothing about them has changed; null when
   *     one of them has ended or has become another program
   */
  public List<ProcessEntry> follow(List<ProcessEntry> some) {
    List<ProcessEntry> now = new ArrayList<>(some.size());
    boolean same = true;
    for (ProcessEntry entry : some) {
      Tracked one = tracked.get(entry.pid());
      ProcessEntry followed = one == null ? null : one.follow(entry);
      if (followed == null) {
        return null;
      }
      same &= followed == entry;
      now.add(followed);
    }
    return same ? some : now;
  }

  /**
   * Has a glance take in these processes, and nothing else.
   *
   * @param some of the last {@link #refresh}
   */
  public void show(List<ProcessEntry> some, Glance glance) {
    glance.clear();
    for (ProcessEntry entry : some) {
      Tracked one = tracked.get(entry.pid());
      if (one != null) {
        one.process.addTo(glance);
      }
    }
  }

  /** The kept-open descriptors of a process of the last {@link #refresh}, or null. */
  public WatchedProcess watched(int pid) {
    Tracked found = tracked.get(pid);
    return found == null ? null : found.process;
  }

  /** The signals that a process of the last {@link #refresh} handles; none once it has ended. */
  public CaughtSignals caughtBy(ProcessEntry entry) {
    WatchedProcess process = watched(entry.pid());
    if (process == null || process.startTicks() != entry.stat().startTicks()) {
      return CaughtSignals.NONE;
    }
    try {
      byte[] status = process.read("/status", STATUS_BYTES);
      return CaughtSignals.parse(new String(status, StandardCharsets.ISO_8859_1));
    } catch (IOException gone) {
      return CaughtSignals.NONE;
    }
  }

  /** Whether some process has that pid, even one that appeared after the last refresh. */
  public boolean mayBeAlive(int pid) {
    return tracked.containsKey(pid) || new File(root, String.valueOf(pid)).exists();
  }

  private void updateKnown(List<ProcessEntry> entries) {
    for (Iterator<Tracked> all = tracked.values().iterator(); all.hasNext(); ) {
      Tracked one = all.next();
      try {
        addUnlessDead(one.refresh(), entries);
      } catch (IOException gone) {
        one.process.close();
        all.remove();
      }
    }
  }

  private void addNew(List<ProcessEntry> entries) {
    String[] names = pids == null ? new File(root).list() : pids.list();
    for (String name : names == null ? new String[0] : names) {
      int pid = pid(name);
      if (pid > 0 && pid != self && !tracked.containsKey(pid) && tracked.size() < MAX_PROCESSES) {
        add(pid, entries);
      }
    }
  }

  private void add(int pid, List<ProcessEntry> entries) {
    try {
      Tracked one = new Tracked(new WatchedProcess(files, root + "/" + pid));
      tracked.put(pid, one);
      addUnlessDead(one.refresh(), entries);
    } catch (IOException gone) {
      Tracked half = tracked.remove(pid);
      if (half != null) {
        half.process.close();
      }
    }
  }

  private static void addUnlessDead(ProcessEntry entry, List<ProcessEntry> entries) {
    if (!entry.stat().isDead()) {
      entries.add(entry);
    }
  }

  private static int oldestFirst(ProcessEntry a, ProcessEntry b) {
    int byStart = Long.compare(a.stat().startTicks(), b.stat().startTicks());
    return byStart != 0 ? byStart : Integer.compare(a.pid(), b.pid());
  }

  private static int pid(String name) {
    if (name.isEmpty() || name.length() > 9) {
      return 0;
    }
    int pid = 0;
    for (int i = 0; i < name.length(); i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      pid = pid * 10 + digit;
    }
    return pid;
  }

  /** A process and what was last learned about it. */
  private static final class Tracked {
    private final WatchedProcess process;
    private int refreshes;
    private ProcessEntry last;
    private byte[] commandLine;

    Tracked(WatchedProcess process) {
      this.process = process;
    }

    ProcessEntry refresh() throws IOException {
      Stat stat = process.stat();
      if (last == null || isDue() || !stat.comm().equals(last.stat().comm())) {
        learn(stat);
      } else {
        last = last.at(stat);
      }
      refreshes++;
      return last;
    }

    ProcessEntry follow(ProcessEntry before) {
      try {
        Stat stat = process.stat();
        boolean same =
            !stat.isDead()
                && stat.startTicks() == before.stat().startTicks()
                && stat.comm().equals(before.stat().comm());
        return same ? before.at(stat) : null;
      } catch (IOException gone) {
        return null;
      }
    }

    private boolean isDue() {
      return refreshes < YOUNG_REFRESHES || refreshes % REFRESHES_BETWEEN_CHECKS == 0;
    }

    private void learn(Stat stat) throws IOException {
      byte[] found = stat.isDead() ? new byte[0] : process.read("/cmdline", COMMAND_LINE_BYTES);
      boolean same = last != null && Arrays.equals(found, commandLine);
      commandLine = found;
      last =
          new ProcessEntry(
              stat,
              same ? last.arguments() : CommandLine.parse(found),
              same ? last.environment() : environment(),
              last == null ? container() : last.container());
    }

    private Environment environment() throws IOException {
      try {
        return Environment.parse(process.read("/environ", ENVIRONMENT_BYTES));
      } catch (KernelException failure) {
        if (failure.isDenied()) {
          return Environment.DENIED;
        }
        throw failure;
      }
    }

    private String container() throws IOException {
      try {
        return new String(process.read("/cgroup", CGROUP_BYTES), StandardCharsets.UTF_8);
      } catch (KernelException failure) {
        if (failure.isDenied()) {
          return "";
        }
        throw failure;
      }
    }
  }
}
