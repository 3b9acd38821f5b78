package io.prefork.standalone;

import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.proc.CommandLine;
import io.prefork.sidecar.proc.Family;
import io.prefork.sidecar.proc.Stat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The master that the command line names, identified by pid and start time: later it is this very
 * process or none.
 */
final class Master {
  private static final int STAT_BYTES = 4096;
  private static final int COMMAND_LINE_BYTES = 8 * 1024;

  private final BoundedFiles files;
  private final String procRoot;
  private final int pid;
  private final long startTicks;

  private Master(BoundedFiles files, String procRoot, Stat stat) {
    this.files = files;
    this.procRoot = procRoot;
    this.pid = stat.pid();
    this.startTicks = stat.startTicks();
  }

  /**
   * @param server {@code Auto}, {@code UWSGI} or {@code Gunicorn}
   * @throws NotAMasterException when that process is none that can be watched, with the remedy
   */
  static Master of(BoundedFiles files, String procRoot, int pid, String server)
      throws NotAMasterException {
    Stat stat = stat(files, procRoot, pid);
    ServerKind kind = kind(files, procRoot, pid, server);
    if (isKind(kind, files, procRoot, stat.parent()) && !hasChildren(files, procRoot, pid)) {
      throw new NotAMasterException(
          pid
              + " is a worker of "
              + kind.protocolName()
              + ": give its master, --pid "
              + stat.parent());
    }
    try {
      files.open(procRoot + "/" + pid + "/smaps_rollup").close();
    } catch (KernelException denied) {
      throw new NotAMasterException(
          pid
              + ": the kernel does not let this user read its memory ("
              + denied.getMessage()
              + "): run as the user that the server runs as, or as root");
    }
    return new Master(files, procRoot, stat);
  }

  int pid() {
    return pid;
  }

  long startTicks() {
    return startTicks;
  }

  boolean isAlive() {
    try {
      Stat now = parsed(files, procRoot, pid);
      return now.startTicks() == startTicks && !now.isDead();
    } catch (IOException gone) {
      return false;
    }
  }

  private static Stat stat(BoundedFiles files, String procRoot, int pid)
      throws NotAMasterException {
    try {
      Stat stat = parsed(files, procRoot, pid);
      if (!stat.isDead()) {
        return stat;
      }
    } catch (IOException gone) {
      // The message below is for both.
    }
    throw new NotAMasterException(
        pid + ": there is no such process; the server's log or its pid file has the master's pid");
  }

  private static ServerKind kind(BoundedFiles files, String procRoot, int pid, String server)
      throws NotAMasterException {
    List<String> arguments = arguments(files, procRoot, pid);
    Optional<ServerKind> kind = ServerKind.of(arguments);
    if (kind.isEmpty()) {
      throw new NotAMasterException(
          pid
              + " is neither uWSGI nor Gunicorn but runs "
              + String.join(" ", arguments)
              + ": give the pid of the server's master");
    }
    if (!server.equals("Auto") && !server.equals(kind.get().protocolName())) {
      throw new NotAMasterException(
          pid
              + " is "
              + kind.get().protocolName()
              + ", but the policy says spec.server "
              + server
              + ": change one of the two");
    }
    return kind.get();
  }

  private static boolean isKind(ServerKind kind, BoundedFiles files, String procRoot, int pid) {
    return ServerKind.of(arguments(files, procRoot, pid)).filter(kind::equals).isPresent();
  }

  /** As a master that an emperor has started has. */
  private static boolean hasChildren(BoundedFiles files, String procRoot, int pid) {
    return new Family(files, procRoot, pid).list().length > 1;
  }

  private static List<String> arguments(BoundedFiles files, String procRoot, int pid) {
    try {
      return CommandLine.parse(files.read(procRoot + "/" + pid + "/cmdline", COMMAND_LINE_BYTES));
    } catch (KernelException gone) {
      return List.of();
    }
  }

  private static Stat parsed(BoundedFiles files, String procRoot, int pid) throws IOException {
    byte[] line = files.read(procRoot + "/" + pid + "/stat", STAT_BYTES);
    return Stat.parse(line);
  }
}
