package io.prefork.sidecar.perf;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Event counts of all workers, by pid. */
public final class Counters {
  private final EventCalls calls;
  private final String procRoot;
  private final ByteBuffer buffer = EventGroup.buffer();
  private final Map<Integer, Attached> attached = new HashMap<>();
  private Choice choice = Choice.AUTO;
  private Availability availability;

  /**
   * Tries on this process itself what the kernel allows.
   *
   * @param procRoot the proc file system, {@code /proc}
   */
  public Counters(Kernel kernel, String procRoot) {
    this(EventCalls.of(kernel), procRoot);
  }

  Counters(EventCalls calls, String procRoot) {
    this.calls = calls;
    this.procRoot = procRoot;
    availability = Availability.of(calls, choice);
  }

  private record Attached(long startTicks, WorkerEvents events) {}

  /**
   * Counts something else from now on.
   *
   * @param counters as {@link Directive#counters} spells it, or null
   */
  public void use(String counters) {
    Choice wanted = Choice.of(counters);
    if (wanted != choice) {
      choice = wanted;
      keepOnly(Set.of());
      availability = Availability.of(calls, choice);
    }
  }

  /** Where the counts come from. */
  public Report.Counters source() {
    return new Report.Counters(availability.source(), availability.reason());
  }

  /**
   * @param threads how many the worker has
   * @return counts since the first call for that worker, or null where there are none
   */
  public Report.WorkerCounters read(int pid, long startTicks, int threads) {
    if (availability.events().isEmpty()) {
      return null;
    }
    Attached one = attached.get(pid);
    if (one == null || one.startTicks() != startTicks) {
      forget(pid);
      String directory = procRoot + "/" + pid + "/task";
      one =
          new Attached(
              startTicks, new WorkerEvents(calls, availability.events(), buffer, pid, directory));
      attached.put(pid, one);
    }
    try {
      return one.events().read(threads);
    } catch (KernelException refused) {
      keepOnly(Set.of());
      availability = Availability.none(refused);
      return null;
    }
  }

  /** Lets go of all workers but these. */
  public void keepOnly(Set<Integer> pids) {
    for (int pid : attached.keySet().toArray(new Integer[0])) {
      if (!pids.contains(pid)) {
        forget(pid);
      }
    }
    if (attached.isEmpty() && pids.isEmpty() && availability.events().isEmpty()) {
      // Another server may run as another user: ask the kernel again.
      availability = Availability.of(calls, choice);
    }
  }

  private void forget(int pid) {
    Attached gone = attached.remove(pid);
    if (gone != null) {
      gone.events().close();
    }
  }
}
