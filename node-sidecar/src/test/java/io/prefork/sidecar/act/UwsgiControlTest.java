package io.prefork.sidecar.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.Recorded;
import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.Sockets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real process that has FIFOs open as uWSGI's master has. */
class UwsgiControlTest {
  private static final Observation NOBODY = new Observation(0, List.of(), null, null, null, null);

  private static final int ENDS_AT = 252;

  @TempDir Path directory;
  private final Kernel kernel = new Kernel(System.getProperty("os.arch"));
  private final Controls controls =
      new Controls(
          kernel,
          new Sockets(kernel),
          new BoundedFiles(kernel),
          Bootstrap.none(new BoundedFiles(kernel)).departures(),
          "/proc",
          Duration.ofSeconds(1));

  /** A worker whose record says that it ends between two requests when told to, or does not. */
  private WorkerId recorded(boolean ends) throws Exception {
    byte[] record = Recorded.bytes("records/uwsgi-19600.rec");
    record[ENDS_AT] = (byte) (ends ? 1 : 0);
    Files.createDirectories(directory.resolve("workers"));
    Files.write(directory.resolve("workers/19600.rec"), record);
    return new WorkerId(19600, 417098);
  }

  private ServerControl controlWithBootstrap(PlayedProcess master) throws Exception {
    BoundedFiles files = new BoundedFiles(kernel);
    Controls all =
        new Controls(
            kernel,
            new Sockets(kernel),
            files,
            new Bootstrap(files, directory).departures(),
            "/proc",
            Duration.ofSeconds(1));
    return all.of(master.found(ServerKind.UWSGI, Map.of(), "--master"));
  }

  @Test
  void endsABusyWorkerByWhatItLooksForBetweenRequests() throws Exception {
    Path told = directory.resolve("workers/19600.417098.end");
    try (PlayedProcess master = PlayedProcess.master("fifos", "!" + path("others"))) {
      WorkerId worker = recorded(true);
      ServerControl control = controlWithBootstrap(master);
      assertEquals(new Attempt.Sent(1), control.recycleAfterRequest(worker));
      assertTrue(Files.exists(told));

      assertEquals(new Attempt.Sent(1), control.keep(worker));
      assertFalse(Files.exists(told));
      assertEquals(new Attempt.Sent(0), control.keep(worker));
    }
  }

  @Test
  void refusesToEndABusyWorkerThatNothingEndsBetweenRequests() throws Exception {
    try (PlayedProcess master = PlayedProcess.master("fifos", "!" + path("others"))) {
      WorkerId worker = recorded(false);
      Attempt refused =
          new Attempt.Refused("worker 19600 has no bootstrap that would end it after its request");

      assertEquals(refused, controlWithBootstrap(master).recycleAfterRequest(worker));
      assertEquals(refused, control(master, Map.of()).recycleAfterRequest(worker));
      assertFalse(Files.exists(directory.resolve("workers/19600.417098.end")));
    }
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private ServerControl control(
      PlayedProcess master, Map<String, String> variables, String... arguments) throws Exception {
    return controls.of(master.found(ServerKind.UWSGI, variables, arguments));
  }

  @Test
  void asksForADeclarationWhereThereIsNoFifo() throws Exception {
    try (PlayedProcess master = PlayedProcess.master("fifos", "!" + path("others"))) {
      String reason =
          "uWSGI master " + master.id().pid() + " has no master FIFO; add --master-fifo PATH";

      assertEquals(
          new Attempt.Refused(reason), control(master, Map.of(), "--master").resize(1, 1, NOBODY));
      assertEquals(reason, control(master, Map.of()).obstacle().orElseThrow());
    }
  }

  @Test
  void waitsForAFifoThatTheCommandLineDeclares() throws Exception {
    try (PlayedProcess master = PlayedProcess.master("fifos", "!" + path("others"))) {
      assertEquals(
          new Attempt.NotYet("uWSGI master " + master.id().pid() + " has its master FIFO not open"),
          control(master, Map.of(), "--master-fifo", path("fifo")).resize(1, 1, NOBODY));
    }
  }

  @Test
  void waitsForTheFifoOfTheInjectedFile() throws Exception {
    try (PlayedProcess master = PlayedProcess.master("fifos", "!" + path("others"))) {
      ServerControl control = control(master, Map.of(), "-p", "4", "/etc/prefork.io/uwsgi.ini");

      assertTrue(control.resize(1, 1, NOBODY) instanceof Attempt.NotYet);
    }
  }

  @Test
  void waitsForAFifoThatItHasSeenBefore() throws Exception {
    try (PlayedProcess master = PlayedProcess.master("reopened", path("fifo"))) {
      assertEquals(new Attempt.Sent(1), control(master, Map.of()).resize(1, 1, NOBODY));
      assertEquals("fifo +", master.said());
      assertEquals("closed", master.said());

      assertTrue(control(master, Map.of()).resize(1, 1, NOBODY) instanceof Attempt.NotYet);
    }
  }
}
