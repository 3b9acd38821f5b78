package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.kernel.Sockets;
import io.prefork.sidecar.server.ControlSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Gunicorn: {@code worker add} and {@code worker remove} of the control socket, which there is from
 * 25.1 on, else SIGTTIN and SIGTTOU to the master; SIGTERM to a worker.
 *
 * <p>From Gunicorn's sources (gunicorn/arbiter.py, gunicorn/ctl/handlers.py, workers/base.py): both
 * ways change the number that the master means to have, never below one. Those that go are the
 * longest-running, busy or not; each gets SIGTERM, on which a worker ends after the request that it
 * is in; with threads or greenlets it waits for them for {@code graceful_timeout}, half a minute
 * unless configured (workers/gthread.py, workers/ggevent.py). {@code worker kill PID} of the
 * control socket is that same SIGTERM, but trusts in the pid.
 */
final class GunicornControl implements ServerControl {
  private final Sockets sockets;
  private final Signals signals;
  private final Found found;
  private final WorkerId master;
  private final String procRoot;
  private final Duration patience;

  /**
   * @param procRoot the proc file system, {@code /proc}
   * @param patience with the control socket
   */
  GunicornControl(
      Sockets sockets, Signals signals, Found found, String procRoot, Duration patience) {
    this.sockets = sockets;
    this.signals = signals;
    this.found = found;
    this.master = Identity.of(found.master());
    this.procRoot = procRoot;
    this.patience = patience;
  }

  @Override
  public String name() {
    return "Gunicorn control socket and signals";
  }

  @Override
  public WorkerId master() {
    return master;
  }

  @Override
  public Attempt resize(int by, int floor, Observation now) {
    try (ControlSocket socket = new ControlSocket(sockets, found, procRoot, patience)) {
      ControlSocket.Standing standing = socket.standing();
      if (standing.pid() != master.pid()) {
        return byOneSignal(by);
      }
      if (by < 0 && standing.workers() + by < floor) {
        return new Attempt.Refused(
            "Gunicorn already means to have only " + standing.workers() + " workers");
      }
      socket.resize(by);
      return answered(socket, by);
    } catch (IOException nothingSent) {
      return byOneSignal(by);
    }
  }

  /** Once the command is out, silence does not mean that nothing happened. */
  private static Attempt answered(ControlSocket socket, int by) {
    try {
      socket.acknowledged();
    } catch (ControlSocket.Refused refused) {
      return new Attempt.Refused("Gunicorn refused: " + refused.getMessage());
    } catch (IOException unanswered) {
      return new Attempt.Sent(Math.abs(by));
    }
    return new Attempt.Sent(Math.abs(by));
  }

  /** One worker at a time: equal signals that wait together arrive as one. */
  private Attempt byOneSignal(int by) {
    int signal = by > 0 ? Signals.TTIN : Signals.TTOU;
    return signals.send(
        master,
        signal,
        (stat, caught) -> {
          // Whoever does not handle them is stopped by them.
          if (!caught.has(signal)) {
            throw new Signals.Refusal(
                "Gunicorn master " + master.pid() + " does not handle SIGTTIN and SIGTTOU");
          }
        });
  }

  /** The number that the master means to have is set back. */
  @Override
  public Attempt withdraw(int by, Observation now) {
    return resize(-by, 1, now);
  }

  @Override
  public Attempt recycle(WorkerId worker) {
    return signals.send(
        worker,
        Signals.TERM,
        (stat, caught) -> {
          Identity.requireChild(stat, master);
          if (!caught.has(Signals.TERM)) {
            throw new Signals.Refusal(
                "worker "
                    + worker.pid()
                    + " does not handle SIGTERM: it is still starting, or has become another"
                    + " program");
          }
        });
  }

  /** On SIGTERM a worker ends after its request, whether it is in one or not. */
  @Override
  public Attempt recycleAfterRequest(WorkerId worker) {
    return recycle(worker);
  }

  @Override
  public Attempt keep(WorkerId worker) {
    return new Attempt.Sent(0);
  }

  @Override
  public Attempt kill(WorkerId worker) {
    return signals.kill(worker, master);
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }
}
