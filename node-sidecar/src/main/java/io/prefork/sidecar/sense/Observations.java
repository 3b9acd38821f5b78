package io.prefork.sidecar.sense;

import io.prefork.protocol.Report;
import io.prefork.sidecar.bootstrap.WorkerRecord;
import io.prefork.sidecar.decide.Ending;
import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.decide.WorkerState;
import io.prefork.sidecar.measure.PoolSample;
import io.prefork.sidecar.measure.ProcessSample;
import io.prefork.sidecar.measure.WorkerSample;
import io.prefork.sidecar.proc.Rollup;
import java.util.ArrayList;
import java.util.List;

/** From samples to what decisions are made from. Pure. */
final class Observations {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final String UNTREATED = "Default";

  private Observations() {}

  /**
   * @param async whether the server was started to take several requests in one thread
   */
  static Observation of(
      long nowNanos,
      List<WorkerSample> workers,
      boolean async,
      PoolSample pool,
      Surroundings.View around) {
    List<WorkerState> states = new ArrayList<>(workers.size());
    for (WorkerSample worker : workers) {
      states.add(state(worker, async));
    }
    return new Observation(
        nowNanos / NANOS_PER_MILLI,
        List.copyOf(states),
        pool.ceiling(),
        pool.listenQueue(),
        around.memory(),
        around.processor());
  }

  private static WorkerState state(WorkerSample worker, boolean async) {
    ProcessSample process = worker.process();
    Rollup memory = process.rollup();
    return new WorkerState(
        new WorkerId(process.stat().pid(), process.stat().startTicks()),
        process.ageSeconds(),
        memory == null ? null : memory.unshared(),
        memory == null ? null : memory.pss(),
        process.residentBytes(),
        worker.requests(),
        worker.busy(),
        memory == null ? null : process.readSecondsAgo(),
        ending(worker, async),
        collected(worker.record()));
  }

  private static Ending ending(WorkerSample worker, boolean async) {
    if (worker.record() != null && worker.record().endsWhenTold()) {
      return Ending.AFTER_REQUEST;
    }
    return async || worker.isAsync() ? Ending.NEVER : Ending.WHEN_IDLE;
  }

  private static Boolean collected(WorkerRecord record) {
    if (record == null) {
      return null;
    }
    Report.Runtime runtime = record.runtime();
    return !UNTREATED.equals(runtime.gc()) || runtime.collections().getLast() > 0;
  }
}
