package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.WorkerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program that a process runs: a worker has its master's until it calls {@code execve(2)}. */
final class Executable {
  private Executable() {}

  /**
   * @param procRoot the proc file system, {@code /proc}
   * @throws Signals.Refusal when they run different programs, or it cannot be told
   */
  static void requireSame(String procRoot, WorkerId worker, WorkerId master)
      throws Signals.Refusal {
    if (!of(procRoot, worker).equals(of(procRoot, master))) {
      throw new Signals.Refusal("worker " + worker.pid() + " has become another program");
    }
  }

  private static Path of(String procRoot, WorkerId process) throws Signals.Refusal {
    Path link = Path.of(procRoot, String.valueOf(process.pid()), "exe");
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException unreadable) {
      throw new Signals.Refusal(link + " cannot be read: ended, or another user's");
    }
  }
}
