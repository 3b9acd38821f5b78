package io.prefork.sidecar.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real processes: a shell that starts a shell that starts one more program. */
class FamilyTest {
  private final BoundedFiles files = new BoundedFiles(new Kernel(System.getProperty("os.arch")));
  private Process shell;

  @AfterEach
  void end() {
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
  }

  @Test
  void isAProcessAndWhatItHasStartedAndNothingElse() throws IOException {
    shell = new ProcessBuilder("sh", "-c", "sh -c 'sleep 600 & echo; wait' & wait").start();
    // The line comes when all three are there.
    shell.getInputStream().read();
    Set<String> expected = new HashSet<>(Set.of(String.valueOf(shell.pid())));
    shell.descendants().forEach(process -> expected.add(String.valueOf(process.pid())));

    String[] family = new Family(files, "/proc", (int) shell.pid()).list();

    assertEquals(3, family.length);
    assertEquals(expected, new HashSet<>(Arrays.asList(family)));
  }
}
