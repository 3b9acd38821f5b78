package io.prefork.sidecar.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Errno;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.proc.Stat;
import io.prefork.sidecar.symbols.CollectorMap;
import io.prefork.sidecar.symbols.UnusableElfException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real Python that was forked from another; what the kernel answers is its own or played. */
class FaultSamplingTest {
  private static final int PAGE = 4096;

  private final Kernel kernel = new Kernel(System.getProperty("os.arch"));
  private final BoundedFiles files = new BoundedFiles(kernel);
  private Process master;
  private BufferedReader said;
  private Stat worker;

  @BeforeEach
  void startAWorker() throws Exception {
    Path script = Path.of(FaultSamplingTest.class.getResource("/perf/collecting.py").toURI());
    master =
        new ProcessBuilder("python3", script.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    said = master.inputReader();
    worker = stat(Long.parseLong(said.readLine()));
  }

  @AfterEach
  void stop() throws Exception {
    master.getOutputStream().close();
    master.waitFor();
  }

  private static Stat stat(long pid) throws IOException {
    return Stat.parse(Files.readString(Path.of("/proc/" + pid + "/stat")));
  }

  /** The share of the worker's faults inside the collector, as it counts them itself. */
  private double collect(long ownBytes) throws IOException {
    Writer in = master.outputWriter();
    in.write(ownBytes + "\n");
    in.flush();
    String[] counts = said.readLine().split(" ");
    return Double.parseDouble(counts[0]) / Double.parseDouble(counts[1]);
  }

  @Test
  void agreesWithWhatThePythonCountsItself() throws Exception {
    try (FaultSampling sampling = new FaultSampling(kernel, files, "/proc", PAGE)) {
      sampling.look(List.of(worker));
      assumeTrue(sampling.report().reason() == null, () -> sampling.report().reason());
      double counted = collect(20L << 20);
      sampling.look(List.of(worker));

      Report.CollectorFaults found = sampling.report();
      assertEquals("Sampled", found.source());
      assertTrue(found.sampledFaults() > 300, () -> "" + found);
      assertEquals(counted, found.share(), 0.1, () -> "" + found);
      assertEquals(0, found.lostSamples());
      assertEquals(1, found.workers().size());
      assertEquals(worker.pid(), found.workers().getFirst().pid());
    }
  }

  @Test
  void samplesOneWorkerAtATimeAndTheYoungestFirst() throws Exception {
    PlayedSamples played = new PlayedSamples();
    assumeTrue(hasSymbols(), "this Python does not name its functions");
    try (FaultSampling sampling = new FaultSampling(played, files, "/proc", PAGE)) {
      Stat older = stat(master.pid());
      for (int i = 0; i < 8; i++) {
        sampling.look(List.of(older, worker));
        assertEquals(1, played.mapped.size());
      }
      assertEquals(List.of(worker.pid()), turns(sampling));
      sampling.look(List.of(older, worker));
      assertEquals(Stream.of(older.pid(), worker.pid()).sorted().toList(), turns(sampling));
      assertEquals(1, played.mapped.size());

      sampling.look(List.of(worker));
      assertEquals(List.of(worker.pid()), turns(sampling));
      assertEquals(1, played.mapped.size());
    }
    assertEquals(0, played.open);
    assertTrue(played.mapped.isEmpty());
  }

  @Test
  void saysWhatTheKernelRefusesAndAsksAgainLater() throws Exception {
    PlayedSamples played = new PlayedSamples();
    assumeTrue(hasSymbols(), "this Python does not name its functions");
    played.refusals.put(worker.pid(), Errno.EACCES);
    try (FaultSampling sampling = new FaultSampling(played, files, "/proc", PAGE)) {
      sampling.look(List.of(worker));
      Report.CollectorFaults found = sampling.report();
      assertEquals("Bootstrap", found.source());
      assertTrue(found.reason().contains("EACCES"), found::reason);
      assertTrue(found.reason().contains("CAP_PERFMON"), found::reason);
      assertNull(found.sampledFaults());

      played.refusals.clear();
      sampling.look(List.of(worker));
      assertEquals(0, played.open);
      for (int i = 0; i < 30; i++) {
        sampling.look(List.of(worker));
      }
      assertEquals("Sampled", sampling.report().source());
    }
  }

  @Test
  void leavesAProcessAloneThatOnlyHasThePid() throws Exception {
    PlayedSamples played = new PlayedSamples();
    Stat before = stat(worker.pid());
    Stat other = new Stat(before.pid(), "x", 'S', 1, 0, 0, 0, 1, before.startTicks() - 1);
    try (FaultSampling sampling = new FaultSampling(played, files, "/proc", PAGE)) {
      sampling.look(List.of(other));

      assertEquals(0, played.open);
      assertTrue(played.mapped.isEmpty());
    }
  }

  @Test
  void saysThatAProgramHoldsNoPython() throws Exception {
    Process program = new ProcessBuilder("sleep", "60").start();
    try (FaultSampling sampling = new FaultSampling(kernel, files, "/proc", PAGE)) {
      while (!Files.readString(Path.of("/proc/" + program.pid() + "/comm")).equals("sleep\n")) {
        Thread.onSpinWait();
      }
      sampling.look(List.of(stat(program.pid())));

      assertTrue(
          sampling
              .report()
              .reason()
              .endsWith("its symbols do not name the collector's functions (stripped)"),
          () -> sampling.report().reason());
    } finally {
      program.destroyForcibly();
    }
  }

  @Test
  void findsNothingInAPoolThatIsGone() throws Exception {
    long gone = new ProcessBuilder("true").start().onExit().get().pid();
    try (FaultSampling sampling = new FaultSampling(kernel, files, "/proc", PAGE)) {
      sampling.look(List.of(new Stat((int) gone, "x", 'S', 1, 0, 0, 0, 1, 7)));
      sampling.look(List.of());

      assertNull(sampling.report().reason());
      assertNull(sampling.report().share());
      assertEquals(0, sampling.report().sampledFaults());
    }
  }

  private static List<Integer> turns(FaultSampling sampling) {
    return sampling.report().workers().stream().map(Report.SampledFaults::pid).sorted().toList();
  }

  private boolean hasSymbols() throws IOException {
    try {
      new CollectorMap(files, "/proc").of(worker.pid());
      return true;
    } catch (UnusableElfException stripped) {
      return false;
    }
  }
}
