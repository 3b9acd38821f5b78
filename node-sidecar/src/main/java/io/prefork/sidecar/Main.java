package io.prefork.sidecar;

import io.prefork.protocol.Directive;
import io.prefork.sidecar.act.Actor;
import io.prefork.sidecar.act.Controls;
import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.decide.Decider;
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
  private static final long TICK_NANOS = Settings.TICK.toNanos();

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
    Sockets sockets = new Sockets(kernel);
    BoundedFiles files = new BoundedFiles(kernel);
    Machine machine =
        Machine.parse(files.read(Settings.PROC + "/self/auxv", AUXILIARY_VECTOR_BYTES));
    Self self = new Self(kernel, files, Settings.PROC, VERSION, clock.instant());
    Counters counters = new Counters(kernel, Settings.PROC);
    Bootstrap bootstrap = new Bootstrap(files, settings.volume());
    Sensor sensor =
        sensor(settings, kernel, sockets, files, bootstrap, machine, self, counters, clock);

    sensor.prepare();
    Reports reports = new Reports(settings.pod(), self, counters);
    ControlLoop loop =
        new ControlLoop(
            sensor,
            new Decider(),
            new Actor(clock, journal::info),
            new Controls(
                kernel,
                sockets,
                files,
                bootstrap.departures(),
                Settings.PROC,
                Settings.SERVER_PATIENCE),
            reports,
            journal::warn,
            null);
    Published published = new Published(reports.look(sensor.unseen().round()));
    HttpServer server = serve(sockets, settings.port(), published, journal);
    look(loop, server, published, journal);
  }

  private static Sensor sensor(
      Settings settings,
      Kernel kernel,
      Sockets sockets,
      BoundedFiles files,
      Bootstrap bootstrap,
      Machine machine,
      Self self,
      Counters counters,
      Clock clock)
      throws IOException {
    ProcessTable processes = new ProcessTable(files, Settings.PROC, self.pid());
    Readings readings = new Readings(processes, bootstrap.records(), counters, machine.pageSize());
    PoolReader pool =
        new PoolReader(
            new ServerWatch(new ServerStats(sockets, Settings.SERVER_PATIENCE, Settings.PROC)::ask),
            new ListenQueue(sockets, files, Settings.PROC),
            readings,
            new Sampler(processes, machine, readings),
            new Surroundings(
                files, Settings.PROC, new DeclaredLimit(files, settings.memoryLimit())),
            self,
            clock,
            System::nanoTime);
    Spending spending =
        new Spending(
            Directive.DEFAULT_CPU_SHARE_PERCENT / 100,
            Settings.CPU_SAVED,
            self::processorNanos,
            System::nanoTime);
    return new Sensor(
        new DirectiveFile(files, settings.directive()),
        bootstrap,
        processes,
        counters,
        new FaultWatch(kernel, files, Settings.PROC, machine.pageSize()),
        new ServerSearch(processes, new Discovery(settings.volume().toString())),
        pool,
        spending,
        new Glance(kernel));
  }

  /** Until the port is ours: without it the application would never start. */
  private static HttpServer serve(Sockets sockets, int port, Published published, Journal journal)
      throws InterruptedException {
    while (true) {
      try {
        HttpServer server = new HttpServer(sockets, port, published);
        journal.info("sidecar " + VERSION + " answers on port " + server.port());
        return server;
      } catch (IOException taken) {
        journal.warn(taken.getMessage() + "; trying again");
        Thread.sleep(Settings.TICK);
      }
    }
  }

  private static void look(
      ControlLoop loop, HttpServer server, Published published, Journal journal) {
    Look last = null;
    while (true) {
      last = tick(loop, published, journal, last);
      serve(loop, server, System.nanoTime() + TICK_NANOS, journal);
    }
  }

  private static Look tick(ControlLoop loop, Published published, Journal journal, Look last) {
    try {
      Look look = loop.tick();
      if (look != last) {
        published.publish(look);
        journal.note(look);
      }
      return look;
    } catch (RuntimeException defect) {
      // The next look may do better, and the last report stays; ending would only start us anew.
      journal.warn("this look at the pod failed: " + defect);
      return last;
    }
  }

  private static void serve(ControlLoop loop, HttpServer server, long endNanos, Journal journal) {
    while (endNanos - System.nanoTime() > 0 && !loop.isUrgent()) {
      try {
        long now = System.nanoTime();
        server.serveUntil(now + loop.quietNanos(endNanos - now));
      } catch (RuntimeException defect) {
        journal.warn("an answer failed: " + defect);
      }
    }
  }
}
