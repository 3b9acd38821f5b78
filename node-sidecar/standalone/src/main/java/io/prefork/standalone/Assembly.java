package io.prefork.standalone;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.ControlLoop;
import io.prefork.sidecar.Reports;
import io.prefork.sidecar.act.Actor;
import io.prefork.sidecar.act.Controls;
import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.decide.Decider;
import io.prefork.sidecar.directive.DeclaredLimit;
import io.prefork.sidecar.directive.Directives;
import io.prefork.sidecar.discover.Discovery;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Glance;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.Sockets;
import io.prefork.sidecar.perf.Counters;
import io.prefork.sidecar.perf.FaultWatch;
import io.prefork.sidecar.proc.Family;
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
import io.prefork.sidecar.server.ListenQueue;
import io.prefork.sidecar.server.ServerStats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the sidecar's parts together for one known master. */
final class Assembly {
  static final String PROC = "/proc";
  private static final String VERSION = "0.1.0";
  private static final int AUXILIARY_VECTOR_BYTES = 4096;
  private static final int MEMINFO_BYTES = 4096;
  private static final Pattern MEM_TOTAL = Pattern.compile("^MemTotal: *([0-9]+) kB");
  private static final Duration SERVER_PATIENCE = Duration.ofSeconds(1);
  private static final Duration CPU_SAVED = Duration.ofMillis(250);

  private final Kernel kernel;
  private final Sockets sockets;
  private final BoundedFiles files;

  Assembly(Kernel kernel, BoundedFiles files) {
    this.kernel = kernel;
    this.sockets = new Sockets(kernel);
    this.files = files;
  }

  /**
   * @param messages is told each action's beginning and end, and what went wrong, one line each
   * @throws IOException where there is no {@code /proc}
   */
  ControlLoop loop(
      Master master, Directives directives, Bootstrap bootstrap, Consumer<String> messages)
      throws IOException {
    Clock clock = Clock.systemUTC();
    Machine machine = Machine.parse(files.read(PROC + "/self/auxv", AUXILIARY_VECTOR_BYTES));
    Self self = new Self(kernel, files, PROC, VERSION, clock.instant());
    Counters counters = new Counters(kernel, PROC);
    Sensor sensor = sensor(master, directives, bootstrap, machine, self, counters, clock);
    sensor.prepare();
    Report.Pod nowhere = new Report.Pod(null, null, null, null);
    return new ControlLoop(
        sensor,
        new Decider(),
        new Actor(clock, messages),
        new Controls(kernel, sockets, files, bootstrap.departures(), PROC, SERVER_PATIENCE),
        new Reports(nowhere, self, counters),
        messages,
        machineBytes());
  }

  /** Source: {@code proc_meminfo(5)}, whose first line is {@code MemTotal}. */
  private Long machineBytes() throws IOException {
    String text =
        new String(files.read(PROC + "/meminfo", MEMINFO_BYTES), StandardCharsets.US_ASCII);
    Matcher total = MEM_TOTAL.matcher(text);
    return total.find() ? Long.valueOf(Long.parseLong(total.group(1)) * 1024) : null;
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
            new ServerWatch(new ServerStats(sockets, SERVER_PATIENCE, PROC)::ask),
            new ListenQueue(sockets, files, PROC),
            readings,
            new Sampler(processes, machine, readings),
            new Surroundings(files, PROC, DeclaredLimit.none()),
            self,
            clock,
            System::nanoTime);
    Spending spending =
        new Spending(
            share(directives.current()), CPU_SAVED, self::processorNanos, System::nanoTime);
    counters.use(directives.current().counters());
    FaultWatch faults = new FaultWatch(kernel, files, PROC, machine.pageSize());
    faults.use(directives.current().collectorFaults());
    Discovery discovery = Discovery.ofMaster(master.pid(), master.startTicks());
    return new Sensor(
        directives,
        bootstrap,
        processes,
        counters,
        faults,
        new ServerSearch(processes, discovery),
        pool,
        spending,
        new Glance(kernel));
  }

  private static double share(Directive directive) {
    Double percent = directive.cpuSharePercent();
    return (percent == null ? Directive.DEFAULT_CPU_SHARE_PERCENT : percent) / 100;
  }
}
