package io.prefork.sidecar.perf;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.proc.Stat;
import io.prefork.sidecar.symbols.CollectorMap;
import io.prefork.sidecar.symbols.UnusableElfException;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many of the workers' page faults happen inside the garbage collector, seen from outside: one
 * worker's faults are sampled at a time, and each sample's instruction is looked up in the symbols
 * of its Python. There are no frame pointers to go by, so it is the innermost function that counts.
 * Not thread-safe.
 */
public final class FaultSampling implements AutoCloseable {
  /** Of looks, that one worker is sampled before the next. */
  private static final int TURN = 8;

  /** Of looks, after something was refused. */
  private static final int PAUSE = 30;

  private static final int STAT_BYTES = 4096;

  private final SampleCalls calls;
  private final BoundedFiles files;
  private final CollectorMap collectors;
  private final String procRoot;
  private final int pageBytes;
  private final Map<Worker, FaultTally> tallies = new HashMap<>();
  private Worker current;
  private SampledWorker sampled;
  private int looksLeft;
  private String problem;

  /**
   * @param procRoot the proc file system, {@code /proc}
   * @param pageBytes size of a page on this machine
   */
  public FaultSampling(Kernel kernel, BoundedFiles files, String procRoot, long pageBytes) {
    this(SampleCalls.of(kernel), files, procRoot, pageBytes);
  }

  FaultSampling(SampleCalls calls, BoundedFiles files, String procRoot, long pageBytes) {
    this.calls = calls;
    this.files = files;
    this.collectors = new CollectorMap(files, procRoot);
    this.procRoot = procRoot;
    this.pageBytes = (int) pageBytes;
  }

  private record Worker(int pid, long startTicks) {
    static Worker of(Stat stat) {
      return new Worker(stat.pid(), stat.startTicks());
    }
  }

  /**
   * One tick: counts what has come, and goes on to the next worker when it is time.
   *
   * @param workers as they are now, oldest first
   */
  public void look(List<Stat> workers) {
    List<Worker> alive = new ArrayList<>(workers.size());
    for (Stat worker : workers) {
      alive.add(Worker.of(worker));
    }
    tallies.keySet().retainAll(alive);
    looksLeft--;
    if (sampled != null) {
      goOn(alive.contains(current));
    }
    if (sampled == null && (problem == null || looksLeft <= 0)) {
      begin(alive);
    }
  }

  private void goOn(boolean isAlive) {
    try {
      sampled.look();
    } catch (KernelException refused) {
      stop(refusal(refused));
      return;
    }
    if (!isAlive || looksLeft <= 0) {
      endTurn();
    }
  }

  /** With whoever had the fewest turns; of several, the youngest. */
  private void begin(List<Worker> alive) {
    Worker next = null;
    int fewest = Integer.MAX_VALUE;
    for (Worker worker : alive) {
      FaultTally tally = tallies.get(worker);
      int turns = tally == null ? 0 : tally.turns();
      if (turns <= fewest) {
        fewest = turns;
        next = worker;
      }
    }
    if (next != null) {
      begin(next);
    }
  }

  private void begin(Worker worker) {
    try {
      CollectorMap.Placed collector = collectors.of(worker.pid());
      FaultTally tally = tallies.computeIfAbsent(worker, one -> new FaultTally());
      File threads = new File(procRoot + "/" + worker.pid(), "task");
      current = worker;
      sampled = new SampledWorker(calls, collector, tally, threads, pageBytes);
      sampled.look();
      problem = null;
      if (isStillThere(worker)) {
        tally.beginTurn();
        looksLeft = TURN;
      } else {
        endTurn();
      }
    } catch (UnusableElfException unusable) {
      stop(unusable.getMessage());
    } catch (KernelException failure) {
      if (failure.processIsGone()) {
        endTurn();
      } else {
        stop(refusal(failure));
      }
    } catch (IOException gone) {
      endTurn();
    }
  }

  /** What was opened by pid is that worker's if it is still there afterwards. */
  private boolean isStillThere(Worker worker) throws IOException {
    byte[] line = files.read(procRoot + "/" + worker.pid() + "/stat", STAT_BYTES);
    Stat now = Stat.parse(line);
    return now.startTicks() == worker.startTicks();
  }

  private static String refusal(KernelException refused) {
    return refused.getMessage() + Availability.remedy(refused);
  }

  private void stop(String reason) {
    endTurn();
    problem = reason;
    looksLeft = PAUSE;
  }

  private void endTurn() {
    if (sampled != null) {
      sampled.close();
    }
    sampled = null;
    current = null;
  }

  /** What was found in the workers of the last look; without samples, only why. */
  public Report.CollectorFaults report() {
    if (problem != null) {
      return new Report.CollectorFaults("Bootstrap", problem, null, null, null, null);
    }
    long all = 0;
    long inside = 0;
    long lost = 0;
    List<Report.SampledFaults> workers = new ArrayList<>();
    for (Map.Entry<Worker, FaultTally> one : tallies.entrySet()) {
      FaultTally tally = one.getValue();
      all += tally.sampled();
      inside += tally.inCollector();
      lost += tally.lost();
      workers.add(
          new Report.SampledFaults(
              one.getKey().pid(), tally.sampled(), share(tally.inCollector(), tally.sampled())));
    }
    workers.sort(Comparator.comparingInt(Report.SampledFaults::pid));
    return new Report.CollectorFaults(
        "Sampled", null, share(inside, all), all, lost, List.copyOf(workers));
  }

  private static Double share(long inside, long all) {
    return all == 0 ? null : Double.valueOf((double) inside / all);
  }

  @Override
  public void close() {
    endTurn();
    tallies.clear();
  }
}
