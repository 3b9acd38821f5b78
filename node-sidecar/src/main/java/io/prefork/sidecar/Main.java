package io.prefork.sidecar;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.act.Actor;
import io.prefork.sidecar.act.Controls;
import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.decide.Decider;
import io.prefork.sidecar.directive.DeclaredLimit;
import io.prefork.sidecar.directive.DirectiveFile;
import io.prefork.sidecar.discover.Discovery;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.perf.Counters;
import io.prefork.sidecar.perf.FaultWatch;
import io.prefork.sidecar.proc.Machine;
import io.prefork.sidecar.proc.ProcessTable;
import io.prefork.sidecar.sense.CpuBudget;
import io.prefork.sidecar.sense.PoolReader;
import io.prefork.sidecar.sense.Readings;
import io.prefork.sidecar.sense.Sampler;
import io.prefork.sidecar.sense.Self;
import io.prefork.sidecar.sense.Sensor;
import io.prefork.sidecar.sense.ServerSearch;
import io.prefork.sidecar.sense.ServerWatch;
import io.prefork.sidecar.sense.Spending;
import io.prefork.sidecar.sense.Surroundings;
import io.prefork.sidecar.serve.HttpServer;
import io.prefork.sidecar.serve.Published;
import io.prefork.sidecar.server.ListenQueue;
import io.prefork.sidecar.server.ServerStats;
import java.io.IOException;
import java.time.Clock;

/**
 * The sidecar: lays the bootstrap, opens its port (which lets the kubelet start the application),
 * then keeps the pod's pool until it is stopped.
 */
public final class Main {
  static final String VERSION = "0.1.0";
  private static final int AUXILIARY_VECTOR_BYTES = 4096;

  private Main() {}

  /**
   * @param arguments none; {@link Settings} come from the environment
   */
  public static void main(String[] arguments) throws InterruptedException {
    Clock clock = Clock.systemUTC();
    Journal journal = new Journal(System.err, clock);
    try {
      run(Settings.of(System.getenv()), journal, clock);
    } catch (IllegalArgumentException | IOException unusable) {
      journal.warn(unusable.getMessage());
      System.exit(1);
    }
  }

  private static void run(Settings settings, Journal journal, Clock clock)
      throws IOException, InterruptedException {

    Kernel kernel = new Kernel(System.getProperty("os.arch"));
    BoundedFiles files = new BoundedFiles(kernel);
    Machine machine =
        Machine.parse(files.read(Settings.PROC + "/self/auxv", AUXILIARY_VECTOR_BYTES));
    Self self = new Self(files, Settings.PROC, machine, VERSION, clock.instant());
    Counters counters = new Counters(kernel, Settings.PROC);
    Sensor sensor = sensor(settings, kernel, files, machine, self, counters, clock);

    sensor.prepare();
    Reports reports = new Reports(settings.pod(), self, counters);
    ControlLoop loop =
        new ControlLoop(
            sensor,
            new Decider(),
            new Actor(clock, journal::info),
            new Controls(kernel, files, Settings.PROC, Settings.SERVER_PATIENCE),
            reports,
            journal::warn,
            clock,
            null);
    Published published = new Published(reports.of(sensor.unseen().round()));
    serve(settings.port(), published, journal);
    look(loop, published, journal);
  }

  private static Sensor sensor(
      Settings settings,
      Kernel kernel,
      BoundedFiles files,
      Machine machine,
      Self self,
      Counters counters,
      Clock clock)
      throws IOException {
    ProcessTable processes = new ProcessTable(files, Settings.PROC, self.pid());
    Bootstrap bootstrap = new Bootstrap(files, settings.volume());
    Readings readings = new Readings(processes, bootstrap.records(), counters, machine.pageSize());
    PoolReader pool =
        new PoolReader(
            new ServerWatch(new ServerStats(Settings.SERVER_PATIENCE, Settings.PROC)::ask),
            new ListenQueue(kernel, files, Settings.PROC),
            readings,
            new Sampler(processes, machine, readings),
            new Surroundings(
                files, Settings.PROC, new DeclaredLimit(files, settings.memoryLimit())),
            self,
            clock,
            System::nanoTime);
    CpuBudget budget =
        new CpuBudget(
            Directive.DEFAULT_CPU_SHARE_PERCENT / 100, Settings.CPU_SAVED, System.nanoTime());
    return new Sensor(
        new DirectiveFile(files, settings.directive()),
        bootstrap,
        processes,
        counters,
        new FaultWatch(kernel, files, Settings.PROC, machine.pageSize()),
        new ServerSearch(processes, new Discovery(settings.volume().toString())),
        pool,
        budget,
        new Spending(budget, self::threadNanos, System::nanoTime));
  }

  /** Until the port is ours: without it the application would never start. */
  private static void serve(int port, Published published, Journal journal)
      throws InterruptedException {
    while (true) {
      try {
        HttpServer server = new HttpServer(port, published);
        Thread thread = new Thread(null, server, "serve", 256 * 1024);
        thread.setDaemon(true);
        thread.start();
        journal.info("sidecar " + VERSION + " answers on port " + server.port());
        return;
      } catch (IOException taken) {
        journal.warn(taken.getMessage() + "; trying again");
        Thread.sleep(Settings.TICK);
      }
    }
  }

  private static void look(ControlLoop loop, Published published, Journal journal)
      throws InterruptedException {
    while (true) {
      try {
        Report report = loop.tick();
        published.publish(report);
        journal.note(report);
      } catch (RuntimeException defect) {
        // The next look may do better, and the last report stays; ending would only start us anew.
        journal.warn("this look at the pod failed: " + defect);
      }
      Thread.sleep(Settings.TICK);
    }
  }
}
