package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.Memory;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.Processor;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.decide.WorkerState;
import java.util.ArrayList;
import java.util.List;

/** Observations of a pool of which only the workers matter; at most six fit. */
final class Observations {
  private static final int CEILING = 6;

  private Observations() {}

  static WorkerId id(int pid) {
    return new WorkerId(pid, 1000 + pid);
  }

  static Observation of(long atMillis, int... pids) {
    return of(atMillis, 1000, pids);
  }

  /** The same pids, started later. */
  static Observation withReusedPid(long atMillis, int... pids) {
    return of(atMillis, 5000, pids);
  }

  private static Observation of(long atMillis, long start, int... pids) {
    List<WorkerState> workers = new ArrayList<>();
    for (int pid : pids) {
      WorkerId id = new WorkerId(pid, start + pid);
      workers.add(new WorkerState(id, null, null, null, null, null, null, null, null, null));
    }
    return new Observation(
        atMillis,
        workers,
        CEILING,
        null,
        new Memory(null, null, null, null, null, null),
        new Processor(null, null, null, null));
  }
}
