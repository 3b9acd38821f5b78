package io.prefork.sidecar.act;

import io.prefork.sidecar.bootstrap.Departures;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.decide.WorkerState;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.proc.CaughtSignals;
import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * uWSGI: {@code +} and {@code -} of the master FIFO, and SIGHUP to a worker.
 *
 * <p>From uWSGI's sources (core/fifo.c, {@code uwsgi_calc_cheaper} in core/master_utils.c; 2.0.20
 * to 2.0.31 alike): the commands are counted, and the sum takes effect once per {@code
 * master-interval}, a second; so several may be sent at once. What is beyond {@code processes} is
 * forgotten. Of those that go, each is the longest-running that is idle at that moment; when none
 * is idle, the request waits, even for hours; there is no floor. Nothing of this happens without
 * {@code cheaper}.
 *
 * <p>So where there are fewer idle workers than have to go, as under full load, busy ones are told
 * to leave after their request, as far as they run the bootstrap ({@link LeavingWorkers}).
 *
 * <p>SIGHUP is for a worker that is idle. To one that is in a request it is no graceful end in
 * every case: it interrupts what uWSGI itself waits for, such as the client's next bytes, and uWSGI
 * gives that request up ({@code uwsgi_waitfd_event} in core/io.c). Such a worker ends by the
 * bootstrap, between two requests ({@link Departures}).
 */
final class UwsgiControl implements ServerControl {
  /** What injection names last on the command line, and the FIFO that is declared in it. */
  private static final String INJECTED_FILE = "/etc/prefork.io/uwsgi.ini";

  private static final String INJECTED_FIFO = "/run/prefork.io/uwsgi.fifo";

  private final MasterFifo fifo;
  private final Signals signals;
  private final Found found;
  private final WorkerId master;
  private final Departures departures;
  private final LeavingWorkers leaving;
  private boolean fifoSeen;

  /** What the pool had when it was first asked to grow; null before. */
  private Integer workersBeforeGrowth;

  UwsgiControl(MasterFifo fifo, Signals signals, Departures departures, Found found) {
    this.fifo = fifo;
    this.signals = signals;
    this.departures = departures;
    this.leaving = new LeavingWorkers(departures);
    this.found = found;
    this.master = Identity.of(found.master());
  }

  @Override
  public String name() {
    return "uWSGI master FIFO, SIGHUP and the bootstrap";
  }

  @Override
  public WorkerId master() {
    return master;
  }

  @Override
  public Attempt resize(int by, int floor, Observation now) {
    Optional<String> obstacle = foreignAlgorithm();
    if (obstacle.isPresent()) {
      return new Attempt.Refused(obstacle.get());
    }
    if (by < 0) {
      return shrink(-by, now);
    }
    if (workersBeforeGrowth == null) {
      workersBeforeGrowth = now.workers().size();
    }
    return command(by);
  }

  private Attempt shrink(int by, Observation now) {
    if (idle(now) >= by || !isCheaperOn(now)) {
      return command(-by);
    }
    int told = leaving.tell(by, now, this::endBusy);
    if (told == by) {
      return new Attempt.Sent(by);
    }
    Attempt rest = command(told - by);
    return rest instanceof Attempt.Sent || told == 0 ? rest : new Attempt.Sent(told);
  }

  /** Where the bootstrap does not end it, memory that runs out would end them all. */
  private Attempt endBusy(WorkerId worker) {
    return departures.ends(worker.pid(), worker.startTicks())
        ? endAfterRequest(worker)
        : recycle(worker);
  }

  private static int idle(Observation now) {
    int idle = 0;
    for (WorkerState worker : now.workers()) {
      if (Boolean.FALSE.equals(worker.busy())) {
        idle++;
      }
    }
    return idle;
  }

  /** Without {@code cheaper} whoever has left for good could not be had back. */
  private boolean isCheaperOn(Observation now) {
    boolean grown = workersBeforeGrowth != null && now.workers().size() > workersBeforeGrowth;
    List<String> arguments = found.master().arguments();
    return grown
        || arguments.contains(INJECTED_FILE)
        || !Options.values(arguments, "--cheaper").isEmpty();
  }

  /**
   * Only a shrink is waiting anywhere; the opposite command meets it, before or after it has taken
   * effect. A growth that did not happen is forgotten, and to undo it would shrink the pool.
   */
  @Override
  public Attempt withdraw(int by, Observation now) {
    if (by > 0) {
      return new Attempt.Refused("uWSGI forgets by itself what it cannot grow by");
    }
    try {
      int stays = leaving.takeBack(-by, now);
      return stays == -by ? new Attempt.Sent(stays) : command(-by - stays);
    } catch (IOException failure) {
      return new Attempt.Refused(failure.getMessage());
    }
  }

  private Attempt command(int by) {
    try {
      DescriptorTable.Fifo open = fifo.find(declaredFifos());
      if (open == null) {
        return mayOpenOne()
            ? new Attempt.NotYet(withoutFifo())
            : new Attempt.Refused(withoutFifo());
      }
      fifoSeen = true;
      fifo.write(open, by > 0 ? '+' : '-', Math.abs(by));
      return new Attempt.Sent(Math.abs(by));
    } catch (MasterFifo.ClosedMeanwhileException opensAgain) {
      return new Attempt.NotYet(opensAgain.getMessage());
    } catch (IOException failure) {
      return new Attempt.Refused(failure.getMessage());
    }
  }

  private boolean mayOpenOne() {
    return fifoSeen || !declaredFifos().isEmpty();
  }

  private String withoutFifo() {
    return "uWSGI master "
        + master.pid()
        + (mayOpenOne()
            ? " has its master FIFO not open"
            : " has no master FIFO; add --master-fifo PATH");
  }

  @Override
  public Attempt recycle(WorkerId worker) {
    CaughtSignals ofMaster = signals.caughtBy(master.pid());
    return signals
        .sendAsleep(
            worker,
            Signals.HUP,
            (stat, caught) -> {
              Identity.requireChild(stat, master);
              if (!Identity.isReadyUwsgiWorker(caught, ofMaster)) {
                throw new Signals.Refusal(
                    "worker "
                        + worker.pid()
                        + " does not handle signals as a running worker: it is still starting,"
                        + " or has become another program");
              }
            })
        .orElseGet(() -> nowBusy(worker));
  }

  /** It was idle when it was looked at, and is in a request by now. */
  private Attempt nowBusy(WorkerId worker) {
    return departures.ends(worker.pid(), worker.startTicks())
        ? endAfterRequest(worker)
        : new Attempt.Refused(
            "worker " + worker.pid() + " is running all the time; it will be asked when idle");
  }

  @Override
  public Attempt recycleAfterRequest(WorkerId worker) {
    return departures.ends(worker.pid(), worker.startTicks())
        ? endAfterRequest(worker)
        : new Attempt.Refused(
            "worker " + worker.pid() + " has no bootstrap that would end it after its request");
  }

  private Attempt endAfterRequest(WorkerId worker) {
    try {
      departures.end(worker.pid(), worker.startTicks());
      return new Attempt.Sent(1);
    } catch (IOException noRoomOnTheVolume) {
      return new Attempt.Refused(noRoomOnTheVolume.getMessage());
    }
  }

  @Override
  public Attempt keep(WorkerId worker) {
    try {
      return new Attempt.Sent(departures.takeBack(worker.pid(), worker.startTicks()) ? 1 : 0);
    } catch (IOException failure) {
      return new Attempt.Refused(failure.getMessage());
    }
  }

  @Override
  public Attempt kill(WorkerId worker) {
    return signals.kill(worker, master);
  }

  @Override
  public Optional<String> obstacle() {
    Optional<String> algorithm = foreignAlgorithm();
    if (algorithm.isPresent()) {
      return algorithm;
    }
    try {
      return fifo.find(declaredFifos()) == null ? Optional.of(withoutFifo()) : Optional.empty();
    } catch (IOException none) {
      return Optional.of(none.getMessage());
    }
  }

  private Optional<String> foreignAlgorithm() {
    List<String> onCommandLine = Options.values(found.master().arguments(), "--cheaper-algo");
    String algorithm =
        onCommandLine.isEmpty()
            ? found.master().environment().variables().get(Environment.UWSGI_CHEAPER_ALGO)
            : onCommandLine.getLast();
    return algorithm == null || algorithm.equals("manual")
        ? Optional.empty()
        : Optional.of(
            "uWSGI resizes the pool by itself (cheaper-algo "
                + algorithm
                + "); set cheaper-algo = manual to leave it to the policy");
  }

  private List<String> declaredFifos() {
    List<String> arguments = found.master().arguments();
    List<String> declared = new ArrayList<>(Options.values(arguments, "--master-fifo"));
    String inEnvironment =
        found.master().environment().variables().get(Environment.UWSGI_MASTER_FIFO);
    if (inEnvironment != null) {
      declared.add(inEnvironment);
    }
    if (arguments.contains(INJECTED_FILE)) {
      declared.add(INJECTED_FIFO);
    }
    return declared;
  }
}
