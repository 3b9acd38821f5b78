package io.prefork.sidecar.sense;

import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.directive.DeclaredLimit;
import io.prefork.sidecar.directive.DirectiveFile;
import io.prefork.sidecar.discover.Discovery;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Glance;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.Sockets;
import io.prefork.sidecar.perf.Counters;
import io.prefork.sidecar.perf.FaultWatch;
import io.prefork.sidecar.proc.Machine;
import io.prefork.sidecar.proc.ProcessTable;
import io.prefork.sidecar.server.ListenQueue;
import io.prefork.sidecar.server.ServerStats;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** A sensor as the sidecar wires it, and real processes that look like a server to it. */
public final class LivePod implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path volume;
  private final Sensor sensor;
  private Process server;

  LivePod(Path volume) throws IOException {
    this.volume = volume;
    sensor = sensor(volume, Duration.ofSeconds(1), System::nanoTime);
    sensor.prepare();
  }

  /**
   * A sensor of the processes on that volume.
   *
   * @param patience with the server
   * @param nanoClock by which readings grow old
   */
  public static Sensor sensor(Path volume, Duration patience, LongSupplier nanoClock)
      throws IOException {
    String proc = "/proc";
    Kernel kernel = new Kernel(System.getProperty("os.arch"));
    Sockets sockets = new Sockets(kernel);
    BoundedFiles files = new BoundedFiles(kernel);
    Machine machine = Machine.parse(files.read(proc + "/self/auxv", 4096));
    Self self = new Self(kernel, files, proc, "test", Instant.EPOCH);
    Counters counters = new Counters(kernel, proc);
    ProcessTable processes = new ProcessTable(files, proc, self.pid());
    Bootstrap bootstrap = new Bootstrap(files, volume);
    Readings readings = new Readings(processes, bootstrap.records(), counters, machine.pageSize());
    PoolReader pool =
        new PoolReader(
            new ServerWatch(new ServerStats(sockets, patience, proc)::ask),
            new ListenQueue(sockets, files, proc),
            readings,
            new Sampler(processes, machine, readings),
            new Surroundings(files, proc, DeclaredLimit.none()),
            self,
            Clock.systemUTC(),
            nanoClock);
    Spending spending =
        new Spending(1, Duration.ofSeconds(1), self::processorNanos, System::nanoTime);
    return new Sensor(
        new DirectiveFile(files, volume.resolve("directive.json").toString()),
        bootstrap,
        processes,
        counters,
        new FaultWatch(kernel, files, proc, machine.pageSize()),
        new ServerSearch(processes, new Discovery(volume.toString())),
        pool,
        spending,
        new Glance(kernel));
  }

  void obey(String directive) throws IOException {
    Files.writeString(volume.resolve("directive.json"), directive);
  }

  void startServer(int workers) throws Exception {
    Path script = Path.of(LivePod.class.getResource("/sense/gunicorn").toURI());
    ProcessBuilder builder =
        new ProcessBuilder("python3", script.toString(), String.valueOf(workers));
    builder.environment().put("PREFORK_DIR", volume.toString());
    builder.environment().put("HOME", volume.toString());
    server = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = server.inputReader();
    String said = out.readLine();
    if (!"ready".equals(said)) {
      throw new IOException("the played server said " + said);
    }
  }

  long master() {
    return server.pid();
  }

  /** What the sensor sees as soon as it is as expected. */
  Sensed sensed(Predicate<Sensed> condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Sensed last = sensor.tick();
    while (!condition.test(last)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not seen within " + PATIENCE + "; last: " + last);
      }
      last = sensor.tick();
    }
    return last;
  }

  Sensed tick() {
    return sensor.tick();
  }

  void stopServer() throws IOException {
    server.getOutputStream().close();
    server.onExit().join();
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      stopServer();
    }
  }
}
