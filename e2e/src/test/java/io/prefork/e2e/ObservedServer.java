package io.prefork.e2e;

import io.prefork.sidecar.act.Controls;
import io.prefork.sidecar.act.ServerControl;
import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.bootstrap.Departures;
import io.prefork.sidecar.decide.Ending;
import io.prefork.sidecar.decide.Memory;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.Processor;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.decide.WorkerState;
import io.prefork.sidecar.discover.Discovery;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.discover.Workers;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.Sockets;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.ProcessTable;
import io.prefork.sidecar.server.ServerStats;
import io.prefork.sidecar.server.ServerView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server of this machine, seen and controlled through the sidecar's own classes. */
final class ObservedServer {
  private static final String PROC = "/proc";
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Discovery discovery;
  private final ProcessTable processes;
  private final ServerStats stats;
  private final Controls controls;
  private final Departures departures;
  private Found found;

  /**
   * @param volume value of {@code PREFORK_DIR} in the server's environment
   */
  ObservedServer(String volume) {
    Kernel kernel = new Kernel(System.getProperty("os.arch"));
    Sockets sockets = new Sockets(kernel);
    BoundedFiles files = new BoundedFiles(kernel);
    stats = new ServerStats(sockets, PATIENCE, PROC);
    discovery = new Discovery(volume);
    processes = new ProcessTable(files, PROC, (int) ProcessHandle.current().pid());
    departures = new Bootstrap(files, Path.of(volume)).departures();
    controls = new Controls(kernel, sockets, files, departures, PROC, PATIENCE);
  }

  /** What is to be seen of it now; empty while it does not run or tells no workers. */
  Optional<Observation> observe() {
    found =
        discovery
            .find(processes.refresh(), List.of(ServerKind.values()), processes::caughtBy)
            .orElse(null);
    if (found == null) {
      return Optional.empty();
    }
    ServerStats.Answer answer = stats.ask(found);
    if (answer.view() == null && found.kind() == ServerKind.UWSGI) {
      return Optional.empty();
    }
    return Optional.of(observation(answer.view()));
  }

  private Observation observation(ServerView view) {
    Map<Integer, ServerView.WorkerView> told = view == null ? Map.of() : view.workers();
    List<WorkerState> workers = new ArrayList<>();
    for (ProcessEntry process :
        Workers.among(found, view == null ? null : told.keySet()).processes()) {
      WorkerId id = new WorkerId(process.pid(), process.stat().startTicks());
      ServerView.WorkerView own = told.get(process.pid());
      Boolean busy = own == null ? null : own.busy();
      boolean ends = departures.ends(id.pid(), id.startTicks());
      Ending ending = ends ? Ending.AFTER_REQUEST : Ending.WHEN_IDLE;
      workers.add(new WorkerState(id, null, null, null, null, null, busy, null, ending, null));
    }
    return new Observation(
        System.nanoTime() / 1_000_000,
        workers,
        null,
        null,
        new Memory(null, null, null, null, null, null),
        new Processor(null, null, null, null));
  }

  /** Of the server as it was last observed. */
  ServerControl control() {
    return controls.of(found);
  }
}
