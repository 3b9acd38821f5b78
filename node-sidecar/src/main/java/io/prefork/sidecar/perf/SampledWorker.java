package io.prefork.sidecar.perf;

import io.prefork.sidecar.kernel.Errno;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.symbols.CollectorMap;
import java.io.File;
import java.util.HashMap;
import java.util.Map;

/** Samples the faults of one worker, as long as it is open: one ring a thread. */
final class SampledWorker implements AutoCloseable {
  /** Each takes 36 KiB of locked memory, of which a user without capabilities has 516. */
  private static final int MAX_THREADS = 8;

  private final SampleCalls calls;
  private final CollectorMap.Placed collector;
  private final FaultTally tally;
  private final File threadsDirectory;
  private final int pageBytes;
  private final Map<Integer, FaultRing> rings = new HashMap<>();

  /**
   * @param threadsDirectory {@code /proc/PID/task}
   * @param tally is told what is found
   */
  SampledWorker(
      SampleCalls calls,
      CollectorMap.Placed collector,
      FaultTally tally,
      File threadsDirectory,
      int pageBytes) {
    this.calls = calls;
    this.collector = collector;
    this.tally = tally;
    this.threadsDirectory = threadsDirectory;
    this.pageBytes = pageBytes;
  }

  /**
   * Attaches to threads that are new, and counts what has come since the last call.
   *
   * @throws KernelException when the kernel refuses
   */
  void look() throws KernelException {
    for (FaultRing ring : rings.values()) {
      tally.lost(ring.drain(address -> tally.add(collector.contains(address))));
    }
    String[] names = threadsDirectory.list();
    for (String name : names == null ? new String[0] : names) {
      int thread = Integer.parseInt(name);
      if (rings.size() < MAX_THREADS && !rings.containsKey(thread)) {
        attach(thread);
      }
    }
  }

  private void attach(int thread) throws KernelException {
    try {
      rings.put(thread, FaultRing.open(calls, thread, pageBytes));
    } catch (KernelException failure) {
      if (failure.errno() != Errno.ESRCH) {
        throw failure;
      }
    }
  }

  @Override
  public void close() {
    for (FaultRing ring : rings.values()) {
      ring.close();
    }
    rings.clear();
  }
}
