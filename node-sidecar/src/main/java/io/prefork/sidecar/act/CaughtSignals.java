package io.prefork.sidecar.act;

/**
 * The signals that a process has handlers for: {@code SigCgt} of {@code /proc/PID/status}, see
 * {@code proc_pid_status(5)}. Pure.
 */
final class CaughtSignals {
  private static final String LABEL = "\nSigCgt:";
  private static final int HEX_DIGITS = 16;

  private final long mask;

  private CaughtSignals(long mask) {
    this.mask = mask;
  }

  /**
   * @param status the file's text; without the line, or with another form of it, nothing is caught
   */
  static CaughtSignals parse(String status) {
    int at = status.indexOf(LABEL);
    if (at < 0) {
      return new CaughtSignals(0);
    }
    int start = at + LABEL.length();
    while (start < status.length() && status.charAt(start) <= ' ' && status.charAt(start) != '\n') {
      start++;
    }
    if (start + HEX_DIGITS > status.length()) {
      return new CaughtSignals(0);
    }
    try {
      return new CaughtSignals(Long.parseUnsignedLong(status, start, start + HEX_DIGITS, 16));
    } catch (NumberFormatException anotherForm) {
      return new CaughtSignals(0);
    }
  }

  boolean has(int signal) {
    return (mask >>> (signal - 1) & 1) != 0;
  }

  /**
   * Whether a uWSGI worker has its own handlers. Between its fork and that moment it still has its
   * master's, with which SIGHUP ends the gateways and reloads the pool. In {@code uwsgi_worker_run}
   * (core/uwsgi.c) SIGUSR2 and SIGPIPE come right after SIGHUP; the master handles neither.
   */
  static boolean isReadyUwsgiWorker(CaughtSignals worker, CaughtSignals master) {
    long own = worker.mask & ~master.mask;
    CaughtSignals added = new CaughtSignals(own);
    return worker.has(Signals.HUP) && (added.has(Signals.USR2) || added.has(Signals.PIPE));
  }
}
