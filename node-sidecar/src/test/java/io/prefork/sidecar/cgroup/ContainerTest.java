package io.prefork.sidecar.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.Recorded;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a process's groups are found, and where they must not be. */
class ContainerTest {
  private static final int PID = 42;
  private static final List<String> MEMORY_1 =
      List.of("memory.usage_in_bytes", "memory.limit_in_bytes", "memory.stat");
  private static final List<String> MEMORY_2 =
      List.of("memory.current", "memory.max", "memory.stat", "cpu.stat", "cpu.max");

  private final BoundedFiles files = new BoundedFiles(new Kernel(System.getProperty("os.arch")));
  @TempDir Path proc;

  private void placement(String text) throws IOException {
    write("cgroup", text);
  }

  private void write(String relative, String text) throws IOException {
    Path file = proc.resolve(PID + "/" + relative);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void group(String directory, String version, List<String> names, int member)
      throws IOException {
    for (String name : names) {
      write(
          "root/sys/fs/cgroup/" + directory + "/" + name,
          Recorded.text("cgroup/" + version + "/" + name));
    }
    write("root/sys/fs/cgroup/" + directory + "/cgroup.procs", "7\n" + member + "\n");
  }

  private Container container() {
    return new Container(files, proc.toString(), PID);
  }

  @Test
  void findsTheGroupOfAContainerAtItsMount() throws Exception {
    placement("4:memory:/kubepods/besteffort/pod1/abc\n0::/\n");
    group("memory", "v1", MEMORY_1, PID);

    assertEquals(67108864L, container().memory().limitBytes());
  }

  @Test
  void findsTheGroupOfAPlainProcessBelowTheMount() throws Exception {
    placement("4:memory:/system.slice/web.service\n0::/\n");
    group("memory", "v1", MEMORY_1, 1);
    write("root/sys/fs/cgroup/memory/release_agent", "");
    group("memory/system.slice/web.service", "v1", MEMORY_1, PID);

    assertNotNull(container().memory());
  }

  @Test
  void findsTheGroupOfVersion2InAContainer() throws Exception {
    placement("0::/../../kubepods/pod1/abc\n");
    group(".", "v2", MEMORY_2, PID);
    write("root/sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
    write("root/sys/fs/cgroup/cgroup.type", "domain\n");

    assertEquals(301989888L, container().memory().limitBytes());
    assertEquals(0.3, container().processor().limitCores());
  }

  @Test
  void readsAgainFromTheSameFiles() throws Exception {
    placement("0::/\n");
    group(".", "v2", MEMORY_2, PID);
    Container container = container();
    container.memory();
    write("root/sys/fs/cgroup/memory.max", "104857600\n");

    assertEquals(104857600L, container.memory().limitBytes());
  }

  @Test
  void doesNotTakeTheMachineForAContainer() throws Exception {
    placement("4:memory:/\n1:cpu:/\n0::/\n");
    group("memory", "v1", MEMORY_1, PID);
    write("root/sys/fs/cgroup/memory/release_agent", "");

    assertNull(container().memory());
    assertTrue(container().isMachine());
  }

  @Test
  void doesNotTakeTheRootOfVersion2ForAContainer() throws Exception {
    placement("0::/\n");
    group(".", "v2", List.of("cpu.stat"), PID);
    write("root/sys/fs/cgroup/cgroup.controllers", "cpu memory\n");

    assertNull(container().processor());
    assertTrue(container().isMachine());
  }

  @Test
  void doesNotBelieveAGroupThatTheProcessIsNotIn() throws Exception {
    placement("4:memory:/kubepods/pod1/abc\n0::/\n");
    group("memory", "v1", MEMORY_1, 421);

    assertNull(container().memory());
    assertFalse(container().isMachine());
  }

  @Test
  void leavesTheContainersFileSystemByNoPath() throws Exception {
    placement("4:memory:/../../../../outside\n0::/\n");
    group("memory", "v1", MEMORY_1, 421);
    Path outside = proc.resolve(PID + "/outside");
    Files.createDirectories(outside);
    Files.writeString(outside.resolve("cgroup.procs"), PID + "\n");
    Files.writeString(outside.resolve("memory.usage_in_bytes"), "5\n");

    assertNull(container().memory());
  }

  @Test
  void followsNoLink() throws Exception {
    placement("0::/\n");
    group(".", "v2", List.of("memory.stat"), PID);
    Path secret = Files.writeString(proc.resolve("secret"), "12345\n");
    Files.createSymbolicLink(proc.resolve(PID + "/root/sys/fs/cgroup/memory.current"), secret);

    assertNull(container().memory());
  }

  @Test
  void hasNothingWithoutAnyFile() {
    assertNull(container().memory());
    assertNull(container().processor());
    assertFalse(container().isMachine());
  }

  @Test
  void readsTheGroupsOfThisVeryProcess() {
    int self = (int) ProcessHandle.current().pid();
    try (Container container = new Container(files, "/proc", self)) {
      assertTrue(
          container.isMachine() || container.memory().usageBytes() > 0,
          "this machine mounts no memory cgroup at /sys/fs/cgroup");
    }
  }
}
