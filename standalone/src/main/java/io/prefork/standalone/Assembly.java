package io.prefork.standalone;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.directive.Directives;
import io.prefork.sidecar.discover.Discovery;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.perf.Counters;
import io.prefork.sidecar.proc.Family;
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
import io.prefork.sidecar.server.ListenQueue;
import io.prefork.sidecar.server.ServerStats;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/** Puts the sidecar's parts together for one known master. */
final class Assembly {
  static final String PROC = "/proc";
  private static final String VERSION = "0.1.0";
  private static final int AUXILIARY_VECTOR_BYTES = 4096;
  private static final Duration SERVER_PATIENCE = Duration.ofSeconds(1);
  private static final Duration CPU_SAVED = Duration.ofMillis(250);

  private final Kernel kernel;
  private final BoundedFiles files;

  Assembly(Kernel kernel, BoundedFiles files) {
    this.kernel = kernel;
    this.files = files;
  }

  /**
   * @return each call looks once and reports what was seen
   * @throws IOException where there is no {@code /proc}
   */
  Supplier<Report> looks(Master master, Directives directives, Bootstrap bootstrap)
      throws IOException {
    Clock clock = Clock.systemUTC();
    Machine machine = Machine.parse(files.read(PROC + "/self/auxv", AUXILIARY_VECTOR_BYTES));
    Self self = new Self(files, PROC, machine, VERSION, clock.instant());
    Counters counters = new Counters(kernel, PROC);
    Sensor sensor = sensor(master, directives, bootstrap, machine, self, counters, clock);
    sensor.prepare();
    Report.Pod nowhere = new Report.Pod(null, null, null, null);
    return () ->
        sensor.tick().round().toReport(nowhere, self.report(), counters.source(), null, null);
  }

  private Sensor sensor(
      Master master,
      Directives directives,
      Bootstrap bootstrap,
      Machine machine,
      Self self,
      Counters counters,
      Clock clock)
      throws IOException {
    ProcessTable processes =
        new ProcessTable(files, PROC, self.pid(), new Family(files, PROC, master.pid()));
    Readings readings = new Readings(processes, bootstrap.records(), counters, machine.pageSize());
    PoolReader pool =
        new PoolReader(
            new ServerWatch(new ServerStats(SERVER_PATIENCE, PROC)::ask),
            new ListenQueue(files, PROC),
            readings,
            new Sampler(processes, machine, readings),
            new Surroundings(files, PROC),
            self,
            clock,
            System::nanoTime);
    CpuBudget budget = new CpuBudget(share(directives.current()), CPU_SAVED, System.nanoTime());
    counters.use(directives.current().counters());
    Discovery discovery = Discovery.ofMaster(master.pid(), master.startTicks());
    return new Sensor(
        directives,
        bootstrap,
        processes,
        counters,
        new ServerSearch(processes, discovery),
        pool,
        budget,
        new Spending(budget, self::threadNanos, System::nanoTime));
  }

  private static double share(Directive directive) {
    Double percent = directive.cpuSharePercent();
    return (percent == null ? Directive.DEFAULT_CPU_SHARE_PERCENT : percent) / 100;
  }
}
