package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.proc.CaughtSignals;
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

  /**
   * Whether a uWSGI worker has its own handlers. Between its fork and that moment it still has its
   * master's, with which SIGHUP ends the gateways and reloads the pool. In {@code uwsgi_worker_run}
   * (core/uwsgi.c) SIGUSR2 and SIGPIPE come right after SIGHUP; the master handles neither.
   */
  static boolean isReadyUwsgiWorker(CaughtSignals worker, CaughtSignals master) {
    CaughtSignals added = worker.without(master);
    return worker.has(Signals.HUP) && (added.has(Signals.USR2) || added.has(Signals.PIPE));
  }
}
