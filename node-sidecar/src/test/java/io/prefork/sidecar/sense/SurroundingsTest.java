package io.prefork.sidecar.sense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.directive.DeclaredLimit;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container of 1000 bytes, 300 of which are file pages that can be dropped. */
class SurroundingsTest {
  private static final int PID = 42;

  @TempDir Path proc;
  private Surroundings surroundings;

  @BeforeEach
  void makeTheContainer() throws IOException {
    write(PID + "/cgroup", "0::/\n");
    group("cgroup.procs", PID + "\n");
    group("cgroup.type", "domain\n");
    group("memory.current", "1000\n");
    group("memory.stat", "anon 700\ninactive_file 300\n");
    BoundedFiles files = new BoundedFiles(new Kernel(System.getProperty("os.arch")));
    surroundings = new Surroundings(files, proc.toString(), DeclaredLimit.none());
  }

  private void group(String name, String text) throws IOException {
    write(PID + "/root/sys/fs/cgroup/" + name, text);
  }

  private void write(String relative, String text) throws IOException {
    Path file = proc.resolve(relative);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static ProcessEntry master() {
    Stat stat = new Stat(PID, "x", 'S', 1, 0, 0, 0, 1, 7);
    return new ProcessEntry(
        stat, List.of(), new Environment(Environment.State.KNOWN, Map.of()), "");
  }

  @Test
  void glancesAtUsedMemoryBetweenTwoLooks() throws IOException {
    assertEquals(700, surroundings.look(master(), null, 0).memory().usedBytes());
    group("memory.current", "1400\n");

    assertEquals(1100, surroundings.usedBytes());
  }

  @Test
  void haveMovedOnceMoreThanAPartOfTheLimitHasComeOrGone() throws IOException {
    group("memory.max", "12800\n");
    surroundings.look(master(), null, 0);
    group("memory.current", "1099\n");
    assertFalse(surroundings.haveMoved());
    group("memory.current", "1100\n");
    assertTrue(surroundings.haveMoved());
    group("memory.current", "900\n");
    assertTrue(surroundings.haveMoved());
    surroundings.look(master(), null, 1);

    assertFalse(surroundings.haveMoved());
  }

  @Test
  void haveMovedWhenTheContainerIsGone() throws IOException {
    surroundings.look(master(), null, 0);
    group("memory.current", "");

    assertTrue(surroundings.haveMoved());
  }

  @Test
  void hasNothingToGlanceAtWithoutALookBefore() {
    assertNull(surroundings.usedBytes());
    surroundings.look(master(), null, 0);
    surroundings.close();

    assertNull(surroundings.usedBytes());
  }
}
