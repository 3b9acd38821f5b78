package io.prefork.sidecar.bootstrap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Directive;
import io.prefork.protocol.DirectiveOfSpec;
import io.prefork.sidecar.Recorded;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.proc.ProcessTable;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapTest {
  private static final Directive DIRECTIVE =
      DirectiveOfSpec.of(
          "shop/web",
          3,
          "app",
          Map.of(
              "mode", "Enforce",
              "gc", Map.of("mode", "Freeze"),
              "shutdown", Map.of("mode", "SkipFinalization")));
  private static final long START = 417098;

  private final BoundedFiles files = new BoundedFiles(new Kernel(System.getProperty("os.arch")));

  @TempDir Path volume;
  private Bootstrap bootstrap;

  @BeforeEach
  void lay() {
    bootstrap = new Bootstrap(files, volume);
    bootstrap.layFiles();
  }

  private Path record(int pid) {
    return volume.resolve("workers/" + pid + ".rec");
  }

  @Test
  void laysEveryFileOfTheManifest() throws Exception {
    for (String path : Recorded.text("bootstrap/MANIFEST").lines().toList()) {
      assertArrayEquals(
          Recorded.bytes("bootstrap/" + path),
          Files.readAllBytes(volume.resolve("python/" + path)));
    }
    assertNull(bootstrap.finding());
  }

  @Test
  void letsEveryUserAddARecordButRemoveOnlyItsOwn() throws Exception {
    int mode = (Integer) Files.getAttribute(volume.resolve("workers"), "unix:mode");

    assertEquals(01777, mode & 07777);
  }

  @Test
  void leavesAFileAloneThatIsRightAlready() throws Exception {
    Path file = volume.resolve("python/sitecustomize.py");
    FileTime longAgo = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, longAgo);
    bootstrap.layFiles();

    assertEquals(longAgo, Files.getLastModifiedTime(file));
  }

  @Test
  void replacesALinkInsteadOfWritingThroughIt() throws Exception {
    Path elsewhere = Files.writeString(volume.resolve("elsewhere"), "mine");
    Path file = volume.resolve("python/sitecustomize.py");
    Files.delete(file);
    Files.createSymbolicLink(file, elsewhere);
    bootstrap.layFiles();

    assertEquals("mine", Files.readString(elsewhere));
    assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void saysThatItCannotWrite() {
    Bootstrap nowhere = new Bootstrap(files, volume.resolve("not/there"));
    nowhere.layFiles();

    assertEquals("BootstrapNotLaid", nowhere.finding().reason());
  }

  @Test
  void writesThePolicyForTheWorkers() throws Exception {
    bootstrap.writePolicy(DIRECTIVE);

    assertEquals(
        """
        version=1
        mode=Enforce
        gc.mode=Freeze
        gc.reenable=Report
        shutdown.mode=SkipFinalization
        policy=shop/web
        generation=3
        """,
        Files.readString(volume.resolve("policy.conf")));
  }

  @Test
  void tellsTheWorkersOfTheirCycleGuard() throws Exception {
    Map<String, ?> gc = Map.of("mode", "Freeze", "cycleGuard", Map.of("maxGrowthPercent", 50));
    bootstrap.writePolicy(DirectiveOfSpec.of("shop/web", 3, "app", Map.of("gc", gc)));

    assertTrue(
        Files.readString(volume.resolve("policy.conf"))
            .contains("\ngc.cycleGuard.maxGrowthPercent=50\n"));
  }

  @Test
  void leavesNoDraftBehind() throws Exception {
    bootstrap.writePolicy(DIRECTIVE);

    try (var all = Files.walk(volume)) {
      assertEquals(List.of(), all.filter(path -> path.toString().endsWith(".new")).toList());
    }
  }

  @Test
  void readsTheRecordOfThatVeryProcessOnly() throws Exception {
    Files.write(record(19600), Recorded.bytes("records/uwsgi-19600.rec"));

    assertTrue(bootstrap.records().read(19600, START).isPresent());
    assertFalse(bootstrap.records().read(19600, START + 1).isPresent());
    assertFalse(bootstrap.records().read(19601, START).isPresent());
    assertNull(bootstrap.records().takeFinding());
  }

  @Test
  void readsNothingThroughALink() throws Exception {
    Path elsewhere =
        Files.write(volume.resolve("elsewhere"), Recorded.bytes("records/uwsgi-19600.rec"));
    Files.createSymbolicLink(record(19600), elsewhere);

    assertEquals(Optional.empty(), bootstrap.records().read(19600, START));
    assertNotNull(bootstrap.records().takeFinding());
  }

  @Test
  void doesNotWaitForAPipesWriter() throws Exception {
    new ProcessBuilder("mkfifo", record(19600).toString()).start().waitFor();

    assertEquals(Optional.empty(), bootstrap.records().read(19600, START));
  }

  @Test
  void tellsWorkersByTheFilesThatTheyLookFor() throws Exception {
    Path end = record(77).resolveSibling("77.1077.end");
    Path leave = record(77).resolveSibling("77.1077.leave");
    bootstrap.departures().end(77, 1077);
    assertTrue(Files.exists(end) && !Files.exists(leave));

    bootstrap.departures().leave(77, 1077);
    assertTrue(Files.exists(leave));

    bootstrap.departures().takeBack(77, 1077);
    assertFalse(Files.exists(end) || Files.exists(leave));
  }

  @Test
  void deletesTheRecordsOfProcessesThatEnded() throws Exception {
    ProcessTable processes = new ProcessTable(files, Recorded.UWSGI_PROC.toString(), 0);
    processes.refresh();
    Files.write(record(Recorded.FIRST_WORKER), new byte[256]);
    Files.write(record(77), new byte[256]);
    Path told = record(77).resolveSibling("77.1077.leave");
    Files.createFile(told);
    Path toldToEnd = record(77).resolveSibling("77.1077.end");
    Files.createFile(toldToEnd);
    Path other = Files.write(volume.resolve("workers/readme"), new byte[1]);
    bootstrap.records().prune(processes);

    assertTrue(Files.exists(record(Recorded.FIRST_WORKER)));
    assertFalse(Files.exists(record(77)));
    assertFalse(Files.exists(told) || Files.exists(toldToEnd));
    assertTrue(Files.exists(other));
  }
}
