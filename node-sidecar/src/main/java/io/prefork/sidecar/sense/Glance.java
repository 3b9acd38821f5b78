package io.prefork.sidecar.sense;

import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.proc.Machine;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.ProcessTable;
import io.prefork.sidecar.proc.WatchedProcess;
import java.io.IOException;

/**
 * What a tick sees of a pool: enough to tell whether a closer look is worth its price.
 *
 * @param identity pid and start time of the master and its children in turn; empty without a master
 * @param residentBytes the sum of their resident set sizes
 */
record Glance(long[] identity, long residentBytes) {

  static final Glance NOTHING = new Glance(new long[0], 0);

  static Glance at(Found found, ProcessTable processes, Machine machine) {
    long[] identity = new long[2 * (1 + found.children().size())];
    long resident = residentBytes(found.master(), processes, machine);
    note(found.master(), identity, 0);
    int at = 2;
    for (ProcessEntry child : found.children()) {
      note(child, identity, at);
      resident += residentBytes(child, processes, machine);
      at += 2;
    }
    return new Glance(identity, resident);
  }

  private static void note(ProcessEntry entry, long[] identity, int at) {
    identity[at] = entry.pid();
    identity[at + 1] = entry.stat().startTicks();
  }

  private static long residentBytes(ProcessEntry entry, ProcessTable processes, Machine machine) {
    WatchedProcess process = processes.watched(entry.pid());
    try {
      return process == null ? 0 : process.residentBytes(machine);
    } catch (IOException ended) {
      return 0;
    }
  }
}
