package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.Stat;

/** Which process is which. */
final class Identity {
  private Identity() {}

  static WorkerId of(ProcessEntry process) {
    return new WorkerId(process.pid(), process.stat().startTicks());
  }

  /**
   * @throws Signals.Refusal when the process is not a child of this master
   */
  static void requireChild(Stat process, WorkerId master) throws Signals.Refusal {
    if (process.parent() != master.pid()) {
      throw new Signals.Refusal(
          "process "
              + process.pid()
              + " is a child of "
              + process.parent()
              + ", not of the master "
              + master.pid());
    }
  }
}
