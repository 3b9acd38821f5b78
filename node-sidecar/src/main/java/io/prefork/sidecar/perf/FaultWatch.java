package io.prefork.sidecar.perf;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.proc.Stat;
import java.util.List;

/**
 * Samples page faults while the policy asks for it. Until then, and afterwards, it is nothing but
 * this object.
 */
public final class FaultWatch {
  private final Kernel kernel;
  private final BoundedFiles files;
  private final String procRoot;
  private final long pageBytes;
  private FaultSampling sampling;

  /**
   * @param procRoot the proc file system, {@code /proc}
   * @param pageBytes size of a page on this machine
   */
  public FaultWatch(Kernel kernel, BoundedFiles files, String procRoot, long pageBytes) {
    this.kernel = kernel;
    this.files = files;
    this.procRoot = procRoot;
    this.pageBytes = pageBytes;
  }

  /**
   * Begins or ends.
   *
   * @param collectorFaults as {@link Directive#collectorFaults} spells it, or null
   */
  public void use(String collectorFaults) {
    boolean wanted = Directive.SAMPLE.equals(collectorFaults);
    if (wanted && sampling == null) {
      sampling = new FaultSampling(kernel, files, procRoot, pageBytes);
    } else if (!wanted && sampling != null) {
      sampling.close();
      sampling = null;
    }
  }

  /** Whether the policy asks for it. */
  public boolean isOn() {
    return sampling != null;
  }

  /**
   * One tick.
   *
   * @param workers as they are now, oldest first
   * @return null while nobody asks for it
   */
  public Report.CollectorFaults look(List<Stat> workers) {
    if (sampling == null) {
      return null;
    }
    sampling.look(workers);
    return sampling.report();
  }
}
