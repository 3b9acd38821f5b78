package io.prefork.sidecar.perf;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Event counts of all workers, by pid. */
public final class Counters {
  private final Kernel kernel;
  private final String procRoot;
  private final Map<Integer, Attached> attached = new HashMap<>();
  private Availability availability;

  /**
   * Tries on this process itself what the kernel allows.
   *
   * @param procRoot the proc file system, {@code /proc}
   */
  public Counters(Kernel kernel, String procRoot) {
    this.kernel = kernel;
    this.procRoot = procRoot;
    availability = tryOnThisThread(kernel);
  }

  private record Attached(long startTicks, WorkerEvents events) {}

  private static Availability tryOnThisThread(Kernel kernel) {
    int thisThread = 0;
    try {
      EventGroup.open(kernel, thisThread, Event.HARDWARE_GROUP).close();
      return Availability.HARDWARE;
    } catch (KernelException hardware) {
      return Availability.meansNoPmu(hardware)
          ? trySoftware(kernel, hardware)
          : Availability.none(hardware);
    }
  }

  private static Availability trySoftware(Kernel kernel, KernelException hardware) {
    try {
      EventGroup.open(kernel, 0, Event.SOFTWARE_GROUP).close();
      return Availability.software(hardware);
    } catch (KernelException software) {
      return Availability.none(software);
    }
  }

  /** Where the counts come from. */
  public Report.Counters source() {
    return new Report.Counters(availability.source(), availability.reason());
  }

  /** Counts since the first call for that worker, or null where there are none. */
  public Report.WorkerCounters read(int pid, long startTicks) {
    if (availability.events().isEmpty()) {
      return null;
    }
    Attached one = attached.get(pid);
    if (one == null || one.startTicks() != startTicks) {
      forget(pid);
      String threads = procRoot + "/" + pid + "/task";
      one = new Attached(startTicks, new WorkerEvents(kernel, availability.events(), threads));
      attached.put(pid, one);
    }
    try {
      return one.events().read();
    } catch (KernelException refused) {
      forget(pid);
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
    if (attached.isEmpty() && pids.isEmpty()) {
      // Another server may run as another user: ask the kernel again.
      availability = availability.events().isEmpty() ? tryOnThisThread(kernel) : availability;
    }
  }

  private void forget(int pid) {
    Attached gone = attached.remove(pid);
    if (gone != null) {
      gone.events().close();
    }
  }
}
