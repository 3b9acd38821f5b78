package io.prefork.sidecar.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real process that has FIFOs open as uWSGI's master has. */
class MasterFifoTest {
  @TempDir Path directory;
  private final Kernel kernel = new Kernel(System.getProperty("os.arch"));

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private MasterFifo of(WorkerId master) {
    return new MasterFifo(kernel, new BoundedFiles(kernel), "/proc", master);
  }

  private static String reason(org.junit.jupiter.api.function.Executable executable) {
    return assertThrows(IOException.class, executable).getMessage();
  }

  @Test
  void writesToTheFifoThatTheMasterWaitsFor() throws Exception {
    try (PlayedProcess master = PlayedProcess.master("fifos", path("fifo"))) {
      MasterFifo fifo = of(master.id());
      fifo.write(fifo.find(List.of()), '+', 2);

      assertEquals("fifo +", master.said());
      assertEquals("fifo +", master.said());
    }
  }

  @Test
  void isNotLedAstrayByWhatHasTakenItsPath() throws Exception {
    Path decoy = Files.writeString(directory.resolve("decoy"), "precious");
    try (PlayedProcess master = PlayedProcess.master("fifos", path("fifo"))) {
      Files.delete(directory.resolve("fifo"));
      Files.createSymbolicLink(directory.resolve("fifo"), decoy);
      MasterFifo fifo = of(master.id());
      fifo.write(fifo.find(List.of()), '-', 1);

      assertEquals("fifo -", master.said());
      assertEquals("precious", Files.readString(decoy));
    }
  }

  @Test
  void leavesAFifoAloneThatTheMasterDoesNotWaitFor() throws Exception {
    try (PlayedProcess master = PlayedProcess.master("fifos", "!" + path("others"))) {
      assertNull(of(master.id()).find(List.of()));
    }
  }

  @Test
  void tellsItsOwnFromTheApplicationsByWhatWasDeclared() throws Exception {
    try (PlayedProcess master = PlayedProcess.master("fifos", path("ours"), path("theirs"))) {
      MasterFifo fifo = of(master.id());
      fifo.write(fifo.find(List.of(path("ours"))), '+', 1);

      assertEquals("ours +", master.said());
      assertEquals(
          "uWSGI master "
              + master.id().pid()
              + " waits for 2 FIFOs and it cannot be told which is the master FIFO;"
              + " give --master-fifo on the command line",
          reason(() -> fifo.find(List.of())));
    }
  }

  @Test
  void saysThatNobodyReads() throws Exception {
    try (PlayedProcess master = PlayedProcess.master("fifos", path("fifo"))) {
      // Opened for an instant by nobody but the test: a FIFO whose reader has just gone.
      new ProcessBuilder("mkfifo", path("abandoned")).start().waitFor();
      DescriptorTable.Fifo abandoned =
          new DescriptorTable.Fifo(path("abandoned"), path("abandoned"));

      assertEquals(
          "master FIFO " + path("abandoned") + ": nobody reads it",
          reason(() -> of(master.id()).write(abandoned, '+', 1)));
    }
  }

  @Test
  void writesToNothingButAFifo() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "precious");
    try (PlayedProcess master = PlayedProcess.master("fifos", path("fifo"))) {
      DescriptorTable.Fifo regular = new DescriptorTable.Fifo(file.toString(), file.toString());

      assertEquals(
          "master FIFO " + file + " is no FIFO any more",
          reason(() -> of(master.id()).write(regular, '+', 1)));
      assertEquals("precious", Files.readString(file));
    }
  }

  @Test
  void saysThatTheMasterDoesNotRead() throws Exception {
    try (PlayedProcess master = PlayedProcess.master("deaf", path("fifo"))) {
      MasterFifo fifo = of(master.id());
      DescriptorTable.Fifo found = fifo.find(List.of());

      assertEquals(
          "master FIFO " + path("fifo") + ": it is full: the master does not read it",
          reason(() -> {
            while (true) {
              fifo.write(found, '+', 1024);
            }
          }));
    }
  }

  @Test
  void saysThatTheMasterHasEnded() throws Exception {
    PlayedProcess master = PlayedProcess.master("fifos", path("fifo"));
    MasterFifo fifo = of(master.id());
    DescriptorTable.Fifo found = fifo.find(List.of());
    master.kill();

    assertEquals(
        "master FIFO " + path("fifo") + ": the master has closed it or has ended",
        reason(() -> fifo.write(found, '+', 1)));
    assertEquals(
        "/proc/" + master.id().pid() + "/fd cannot be listed: ended, or another user's",
        reason(() -> fifo.find(List.of())));
  }

  @Test
  void writesNothingToAnotherMasterWithTheSamePid() throws Exception {
    try (PlayedProcess master = PlayedProcess.master("fifos", path("fifo"))) {
      int pid = master.id().pid();
      MasterFifo before = of(new WorkerId(pid, master.id().startTicks() - 1));

      assertEquals(
          "uWSGI master " + pid + " has ended",
          reason(() -> before.write(before.find(List.of()), '-', 1)));
      MasterFifo now = of(master.id());
      now.write(now.find(List.of()), '+', 1);
      assertEquals("fifo +", master.said());
    }
  }

  @Test
  void refusesMoreCommandsThanFitInOnePiece() {
    assertEquals(
        "5000 commands at once are not between 1 and 1024",
        reason(() -> of(new WorkerId(2, 2)).write(new DescriptorTable.Fifo("f", "f"), '+', 5000)));
  }
}
