package io.prefork.sidecar.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.proc.CaughtSignals;
import io.prefork.sidecar.proc.Stat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On real processes; each of them would end, or stop, on a signal that is not meant for it. */
class SignalsTest {
  private static final String HANDLER =
      "trap 'exit 7' TERM; echo ready; while :; do sleep 0.02; done";
  private static final String BUSY = "trap 'exit 7' TERM; echo ready; while :; do :; done";

  private final Kernel kernel = new Kernel(System.getProperty("os.arch"));

  private Signals signals(boolean withDescriptors) {
    return withDescriptors
        ? new Signals(kernel, new BoundedFiles(kernel), "/proc")
        : new Signals(kernel, new BoundedFiles(kernel), "/proc") {
          @Override
          int openUnlessUnknown(int pid) {
            return -1;
          }
        };
  }

  private static void anyone(Stat stat, CaughtSignals caught) {}

  private static void whoHandlesTerm(Stat stat, CaughtSignals caught) throws Signals.Refusal {
    if (!caught.has(Signals.TERM)) {
      throw new Signals.Refusal("does not handle it");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reachesTheProcessThatIsMeant(boolean withDescriptors) throws Exception {
    try (PlayedProcess process = PlayedProcess.shell(HANDLER)) {
      Attempt attempt =
          signals(withDescriptors).send(process.id(), Signals.TERM, SignalsTest::whoHandlesTerm);

      assertEquals(new Attempt.Sent(1), attempt);
      assertEquals(7, process.exitCode());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sparesAProcessThatOnlyHasThePid(boolean withDescriptors) throws Exception {
    try (PlayedProcess process = PlayedProcess.shell(HANDLER)) {
      long start = process.id().startTicks();
      WorkerId before = new WorkerId(process.id().pid(), start - 1);
      Attempt attempt = signals(withDescriptors).send(before, Signals.KILL, SignalsTest::anyone);

      assertEquals(
          new Attempt.Refused(
              "process "
                  + before.pid()
                  + " is another one by now: it started at tick "
                  + start
                  + ", not at "
                  + (start - 1)),
          attempt);
      assertTrue(process.isAlive());
    }
  }

  @Test
  void sparesAProcessThatHasBecomeAnotherProgram() throws Exception {
    try (PlayedProcess process =
        PlayedProcess.shell("trap 'exit 7' TERM; echo ready; exec sleep 60")) {
      while (!Files.readString(Path.of("/proc/" + process.id().pid() + "/comm"))
          .equals("sleep\n")) {
        Thread.onSpinWait();
      }
      Attempt attempt = signals(true).send(process.id(), Signals.TERM, SignalsTest::whoHandlesTerm);

      assertEquals(new Attempt.Refused("does not handle it"), attempt);
      assertTrue(process.isAlive());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void saysThatAProcessHasEnded(boolean withDescriptors) throws Exception {
    PlayedProcess process = PlayedProcess.shell(HANDLER);
    process.kill();

    assertEquals(
        new Attempt.Refused("process " + process.id().pid() + " has ended"),
        signals(withDescriptors).send(process.id(), Signals.TERM, SignalsTest::anyone));
  }

  @Test
  void saysTheSameOfOneThatItsParentHasNotBuriedYet() throws Exception {
    String zombie = "sh -c 'sleep 0.01' & echo ready; echo $!; exec sleep 60";
    try (PlayedProcess parent = PlayedProcess.shell(zombie)) {
      int pid = Integer.parseInt(parent.said());
      Path stat = Path.of("/proc/" + pid + "/stat");
      while (!Stat.parse(Files.readString(stat)).isDead()) {
        Thread.onSpinWait();
      }
      WorkerId dead = new WorkerId(pid, Stat.parse(Files.readString(stat)).startTicks());

      assertEquals(
          new Attempt.Refused("process " + pid + " has ended"),
          signals(true).send(dead, Signals.TERM, SignalsTest::anyone));
    }
  }

  /** One attempt lasts milliseconds, in which a busy machine may not let the process run at all. */
  @Test
  @Timeout(60)
  void waitsForAMomentOfSleep() throws Exception {
    try (PlayedProcess process = PlayedProcess.shell(HANDLER)) {
      Optional<Attempt> attempt;
      do {
        attempt = signals(true).sendAsleep(process.id(), Signals.TERM, SignalsTest::anyone);
      } while (attempt.isEmpty());

      assertEquals(Optional.of(new Attempt.Sent(1)), attempt);
      assertEquals(7, process.exitCode());
    }
  }

  @Test
  void doesNotDisturbOneThatIsRunningAllTheTime() throws Exception {
    try (PlayedProcess process = PlayedProcess.shell(BUSY)) {
      Optional<Attempt> attempt =
          signals(true).sendAsleep(process.id(), Signals.TERM, SignalsTest::anyone);

      assertEquals(Optional.empty(), attempt);
      assertTrue(process.isAlive());
    }
  }

  @Test
  void sendsNothingToTheFirstProcess() {
    Attempt attempt = signals(false).send(new WorkerId(1, 1), Signals.TERM, SignalsTest::anyone);

    assertEquals(new Attempt.Refused("process 1 is nobody's worker"), attempt);
  }
}
