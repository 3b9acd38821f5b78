package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Errno;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.proc.CaughtSignals;
import io.prefork.sidecar.proc.Stat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Sends a signal to the process that is meant, or to nobody: a descriptor of the process is opened
 * first, and what {@code /proc} says of the pid after that is true of the descriptor as well.
 */
class Signals {
  static final int HUP = 1;
  static final int KILL = 9;
  static final int USR2 = 12;
  static final int PIPE = 13;
  static final int TERM = 15;
  static final int TTIN = 21;
  static final int TTOU = 22;

  private static final int STAT_BYTES = 4096;
  private static final int STATUS_BYTES = 16 * 1024;

  /** Looks at a running worker before giving up; some microseconds each. */
  private static final int LOOKS = 2000;

  private final Kernel kernel;
  private final BoundedFiles files;
  private final String procRoot;
  private final ByteBuffer statBuffer = Kernel.buffer(STAT_BYTES);

  /**
   * @param procRoot the proc file system, {@code /proc}
   */
  Signals(Kernel kernel, BoundedFiles files, String procRoot) {
    this.kernel = kernel;
    this.files = files;
    this.procRoot = procRoot;
  }

  /** What a process must be besides alive; each throws {@link Refusal} when it is not. */
  interface Condition {
    void check(Stat stat, CaughtSignals caught) throws Refusal;
  }

  /** Why no signal was sent. */
  static final class Refusal extends Exception {
    Refusal(String reason) {
      super(reason, null, false, false);
    }
  }

  /** The signals that this process handles; nothing when it is gone. */
  CaughtSignals caughtBy(int pid) {
    try {
      return CaughtSignals.parse(text(files.read(directory(pid) + "/status", STATUS_BYTES)));
    } catch (IOException gone) {
      return CaughtSignals.NONE;
    }
  }

  /** Sends the signal now. */
  Attempt send(WorkerId to, int signal, Condition condition) {
    return send(to, signal, condition, false).orElseThrow();
  }

  /**
   * Sends the signal at a moment when the process sleeps in the kernel. A uWSGI worker that gets
   * SIGHUP in the half microsecond between accepting a connection and noting that it is in a
   * request drops the connection ({@code gracefully_kill} in core/uwsgi.c); it does not sleep
   * there, and cannot wake up and get there before a signal that is sent at once.
   *
   * @return empty when it ran all the time, and nothing was sent
   */
  Optional<Attempt> sendAsleep(WorkerId to, int signal, Condition condition) {
    return send(to, signal, condition, true);
  }

  /** The one SIGKILL there is: to a child of the master, and to nobody else. */
  Attempt kill(WorkerId worker, WorkerId master) {
    return send(
        worker,
        KILL,
        (stat, caught) -> {
          Identity.requireChild(stat, master);
          Executable.requireSame(procRoot, worker, master);
        });
  }

  private Optional<Attempt> send(WorkerId to, int signal, Condition condition, boolean asleep) {
    if (to.pid() <= 1) {
      return refused("process " + to.pid() + " is nobody's worker");
    }
    int pidfd = -1;
    int stat = -1;
    try {
      pidfd = openUnlessUnknown(to.pid());
      stat = kernel.open(directory(to.pid()) + "/stat");
      int stateAt = verify(to, stat, condition);
      if (asleep && !isAsleepSoon(stat, stateAt)) {
        return Optional.empty();
      }
      deliver(to, pidfd, stat, signal);
      return Optional.of(new Attempt.Sent(1));
    } catch (KernelException failure) {
      return refused(
          failure.processIsGone() ? gone(to) : "process " + to.pid() + ": " + failure.getMessage());
    } catch (Refusal | IOException refused) {
      return refused(refused.getMessage());
    } finally {
      close(stat);
      close(pidfd);
    }
  }

  /** -1 where the kernel has no such descriptors (before Linux 5.3). */
  int openUnlessUnknown(int pid) throws KernelException {
    try {
      return kernel.pidfdOpen(pid);
    } catch (KernelException failure) {
      if (failure.errno() == Errno.ENOSYS) {
        return -1;
      }
      throw failure;
    }
  }

  /**
   * @return where in the line the state stands
   */
  private int verify(WorkerId to, int stat, Condition condition) throws IOException, Refusal {
    String line = readStat(stat);
    Stat now = Stat.parse(line);
    if (now.startTicks() != to.startTicks()) {
      throw new Refusal(
          "process "
              + to.pid()
              + " is another one by now: it started at tick "
              + now.startTicks()
              + ", not at "
              + to.startTicks());
    }
    if (now.isDead()) {
      throw new Refusal(gone(to));
    }
    condition.check(now, caughtBy(to.pid()));
    return line.lastIndexOf(')') + 2;
  }

  private boolean isAsleepSoon(int stat, int stateAt) throws KernelException {
    for (int i = 0; i < LOOKS; i++) {
      kernel.pread(stat, statBuffer, 0);
      if (statBuffer.get(stateAt) == 'S') {
        return true;
      }
    }
    return false;
  }

  private void deliver(WorkerId to, int pidfd, int stat, int signal) throws IOException, Refusal {
    if (pidfd >= 0) {
      kernel.pidfdSendSignal(pidfd, signal);
      return;
    }
    // Before Linux 5.3: a descriptor of stat answers ESRCH when its process has gone.
    readStat(stat);
    kernel.kill(to.pid(), signal);
  }

  private String readStat(int stat) throws KernelException {
    byte[] line = new byte[kernel.pread(stat, statBuffer, 0)];
    statBuffer.get(0, line);
    return text(line);
  }

  private static Optional<Attempt> refused(String reason) {
    return Optional.of(new Attempt.Refused(reason));
  }

  private void close(int descriptor) {
    if (descriptor >= 0) {
      kernel.close(descriptor);
    }
  }

  private String directory(int pid) {
    return procRoot + "/" + pid;
  }

  private static String gone(WorkerId to) {
    return "process " + to.pid() + " has ended";
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
