package io.prefork.sidecar.measure;

import io.prefork.protocol.Report;
import io.prefork.sidecar.proc.Rollup;
import java.util.List;

/**
 * Aggregates over a master and its workers, by the formulas of {@link Report.Pool}. Memory is read
 * in turn, so a figure may be made of readings of several moments; as long as somebody has not had
 * a turn yet, there is none.
 */
public final class PoolFigures {
  private PoolFigures() {}

  /**
   * @param master null where there is none
   * @param workers as they are known now
   * @return null when there is no worker
   */
  public static Report.Pool of(ProcessSample master, List<WorkerSample> workers, PoolSample pool) {
    if (workers.isEmpty()) {
      return null;
    }
    Rollup masterMemory = master == null ? null : master.rollup();
    Mean shared = new Mean();
    Mean unshared = new Mean();
    Mean efficiency = new Mean();
    for (WorkerSample worker : workers) {
      Rollup memory = worker.process().rollup();
      shared.add(memory == null ? null : Double.valueOf(memory.shared()));
      unshared.add(memory == null ? null : Double.valueOf(memory.unshared()));
      efficiency.add(worker.cowEfficiency(masterMemory));
    }
    return new Report.Pool(
        workers.size(),
        master == null ? null : master.toReport().rssBytes(),
        shared.rounded(),
        unshared.rounded(),
        poolPss(masterMemory, workers),
        efficiency.value(),
        requests(workers),
        faultsPerRequest(workers),
        collectorFaultShare(workers),
        instructionsPerCycle(workers),
        pool.respawns(),
        pool.listenQueue(),
        pool.ceiling(),
        unshared.value() == null ? null : oldestReadingSeconds(master, workers));
  }

  private static Long oldestReadingSeconds(ProcessSample master, List<WorkerSample> workers) {
    long oldest = master == null || master.readSecondsAgo() == null ? 0 : master.readSecondsAgo();
    for (WorkerSample worker : workers) {
      oldest = Math.max(oldest, worker.process().readSecondsAgo());
    }
    return oldest;
  }

  private static Long poolPss(Rollup master, List<WorkerSample> workers) {
    if (master == null) {
      return null;
    }
    long sum = master.pss();
    for (WorkerSample worker : workers) {
      if (worker.process().rollup() == null) {
        return null;
      }
      sum += worker.process().rollup().pss();
    }
    return sum;
  }

  private static Long requests(List<WorkerSample> workers) {
    long sum = 0;
    for (WorkerSample worker : workers) {
      if (worker.requests() == null) {
        return null;
      }
      sum += worker.requests();
    }
    return sum;
  }

  private static Double faultsPerRequest(List<WorkerSample> workers) {
    Long requests = requests(workers);
    if (requests == null || requests == 0) {
      return null;
    }
    double faults = 0;
    for (WorkerSample worker : workers) {
      faults += worker.process().stat().minorFaults();
    }
    return faults / requests;
  }

  private static Double collectorFaultShare(List<WorkerSample> workers) {
    double inside = 0;
    double all = 0;
    for (WorkerSample worker : workers) {
      if (worker.record() != null) {
        inside += worker.record().runtime().collectorFaults();
        all += worker.process().reading().stat().minorFaults();
      }
    }
    return all == 0 ? null : Double.valueOf(Math.clamp(inside / all, 0.0, 1.0));
  }

  private static Double instructionsPerCycle(List<WorkerSample> workers) {
    double instructions = 0;
    double cycles = 0;
    for (WorkerSample worker : workers) {
      Report.WorkerCounters counters = worker.counters();
      if (counters != null && counters.instructions() != null && counters.cycles() != null) {
        instructions += counters.instructions();
        cycles += counters.cycles();
      }
    }
    return cycles == 0 ? null : Double.valueOf(instructions / cycles);
  }

  /** An arithmetic mean; null over nothing, and once there is a null among the values. */
  private static final class Mean {
    private double sum;
    private int count;
    private boolean incomplete;

    void add(Double value) {
      if (value == null) {
        incomplete = true;
      } else {
        sum += value;
        count++;
      }
    }

    Double value() {
      return incomplete || count == 0 ? null : Double.valueOf(sum / count);
    }

    Long rounded() {
      return value() == null ? null : Long.valueOf(Math.round(sum / count));
    }
  }
}
