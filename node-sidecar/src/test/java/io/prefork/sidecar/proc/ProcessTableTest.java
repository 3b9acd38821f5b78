package io.prefork.sidecar.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.Recorded;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against recorded processes, and against live ones of this machine. */
class ProcessTableTest {
  private final BoundedFiles files = new BoundedFiles(new Kernel(System.getProperty("os.arch")));
  private Process child;

  @AfterEach
  void endChild() {
    if (child != null) {
      child.destroyForcibly();
    }
  }

  @Test
  void listsRecordedProcessesOldestFirst() {
    ProcessTable table = new ProcessTable(files, Recorded.UWSGI_PROC.toString(), 0);

    List<Integer> pids = table.refresh().stream().map(ProcessEntry::pid).toList();

    assertEquals(List.of(19499, 19502, 19600, 19601, 19602, 19619, 19620), pids);
  }

  @Test
  void leavesItselfOut() {
    ProcessTable table = new ProcessTable(files, Recorded.UWSGI_PROC.toString(), Recorded.MASTER);

    assertTrue(table.refresh().stream().noneMatch(entry -> entry.pid() == Recorded.MASTER));
  }

  @Test
  void readsTheMemoryOfALiveProcess() throws Exception {
    ProcessTable table = liveTable();
    table.refresh();
    WatchedProcess process = table.watched(pid());

    assertTrue(Rollup.parse(process.rollup()).rss() > 0);
    assertTrue(process.residentBytes(new Machine(4096, 100)) > 0);
  }

  @Test
  void saysThatAnEndedProcessIsGone() throws Exception {
    ProcessTable table = liveTable();
    table.refresh();
    WatchedProcess process = table.watched(pid());
    process.rollup();
    child.destroyForcibly().waitFor();

    assertTrue(assertThrows(KernelException.class, process::stat).processIsGone());
    assertThrows(KernelException.class, process::rollup);
  }

  @Test
  void forgetsAnEndedProcess() throws Exception {
    ProcessTable table = liveTable();
    table.refresh();
    int pid = pid();
    child.destroyForcibly().waitFor();
    table.refresh();

    assertNull(table.watched(pid));
    assertFalse(table.mayBeAlive(pid));
  }

  @Test
  void followsAProcessThatBecomesAnotherProgram() throws Exception {
    child = new ProcessBuilder("sh", "-c", "read x; exec sleep 60").start();
    ProcessTable table = new ProcessTable(files, "/proc", (int) ProcessHandle.current().pid());
    table.refresh();
    WatchedProcess process = table.watched(pid());
    long startTicks = process.startTicks();
    process.rollup();
    child.getOutputStream().write('\n');
    child.getOutputStream().flush();

    Optional<ProcessEntry> sleeping = Optional.empty();
    while (sleeping.isEmpty()) {
      sleeping =
          table.refresh().stream()
              .filter(entry -> entry.pid() == pid() && entry.stat().comm().equals("sleep"))
              // The kernel sets its name a little earlier than its arguments.
              .filter(entry -> !entry.arguments().isEmpty())
              .findFirst();
    }

    assertEquals(List.of("sleep", "60"), sleeping.get().arguments());
    assertThrows(KernelException.class, process::rollup);
    assertNotNull(process.rollup());
    assertEquals(startTicks, process.startTicks());
  }

  @Test
  void passesOverAZombie() throws Exception {
    child = new ProcessBuilder("sh", "-c", "sleep 0 & exec sleep 60").start();
    ProcessTable table = new ProcessTable(files, "/proc", (int) ProcessHandle.current().pid());

    boolean zombieSeen = false;
    while (!zombieSeen) {
      zombieSeen =
          child
              .children()
              .anyMatch(one -> {
                try {
                  String stat = new String(files.read("/proc/" + one.pid() + "/stat", 4096));
                  return Stat.parse(stat).isDead();
                } catch (java.io.IOException gone) {
                  return false;
                }
              });
    }

    assertTrue(table.refresh().stream().noneMatch(entry -> entry.stat().parent() == pid()));
  }

  private ProcessTable liveTable() throws Exception {
    child = new ProcessBuilder("sleep", "60").start();
    return new ProcessTable(files, "/proc", (int) ProcessHandle.current().pid());
  }

  private int pid() {
    return (int) child.pid();
  }
}
