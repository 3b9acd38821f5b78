package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.WorkerId;
import java.util.Optional;

/**
 * One running server's controls. Each call sends at most one request and does not wait for its
 * effect. Not thread-safe.
 */
public interface ServerControl {

  /** What is used, for the log: {@code uWSGI master FIFO}, for instance. */
  String name();

  /** Process id and start time of the server's master. */
  WorkerId master();

  /**
   * Asks for a larger or smaller pool. Who goes is the server's choice; one in a request finishes
   * it first.
   *
   * @param by workers, not 0. The caller keeps to the floor: uWSGI itself would go to none.
   * @param floor number of workers that a server which tells what it means to have is held to, in
   *     case a request from before is still under way
   * @param now what it was decided from
   */
  Attempt resize(int by, int floor, Observation now);

  /**
   * Takes back what is left of a {@link #resize} that has shown no effect, so that it does not show
   * one later.
   *
   * @param by what was sent and did not happen, as it was sent
   * @param now what shows that
   */
  Attempt withdraw(int by, Observation now);

  /**
   * Has this worker, which was idle a moment ago, end gracefully; the server starts another in its
   * place.
   */
  Attempt recycle(WorkerId worker);

  /**
   * Has this worker, which is in a request, end when that has been answered; the server starts
   * another in its place. Refused where that cannot be had without cutting the request off.
   */
  Attempt recycleAfterRequest(WorkerId worker);

  /**
   * Takes back what is left of a recycle that has shown no effect.
   *
   * @return sent to none when there is nothing to be taken back
   */
  Attempt keep(WorkerId worker);

  /** SIGKILL to this worker; the server starts another in its place. */
  Attempt kill(WorkerId worker);

  /** Why the pool cannot be resized, as far as that can be told without trying. */
  Optional<String> obstacle();
}
