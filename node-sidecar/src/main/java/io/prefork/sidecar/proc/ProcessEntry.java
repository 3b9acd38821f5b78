package io.prefork.sidecar.proc;

import java.util.List;

/**
 * One process at one moment.
 *
 * @param stat its {@code stat}
 * @param arguments its command line, as the process wants it shown
 * @param environment what it was started with
 * @param container the text of {@code /proc/PID/cgroup}: equal for the processes of one container;
 *     empty when it could not be read
 */
public record ProcessEntry(
    Stat stat, List<String> arguments, Environment environment, String container) {

  /** The same process at a later moment. */
  ProcessEntry at(Stat later) {
    return later == stat ? this : new ProcessEntry(later, arguments, environment, container);
  }

  /** Whether it is that very process: pids are reused, but not within one clock tick. */
  public boolean isSameAs(ProcessEntry other) {
    return stat.pid() == other.stat.pid() && stat.startTicks() == other.stat.startTicks();
  }

  /** Whether both lists are of those very processes, in the same order. */
  public static boolean areSame(List<ProcessEntry> some, List<ProcessEntry> others) {
    boolean same = some.size() == others.size();
    for (int i = 0; same && i < some.size(); i++) {
      same = some.get(i).isSameAs(others.get(i));
    }
    return same;
  }

  public int pid() {
    return stat.pid();
  }
}
