package io.prefork.sidecar.cgroup;

import io.prefork.sidecar.kernel.BoundedFiles;

/**
 * Version 1, whose controllers cpu and cpuacct may be mounted apart. Source: {@code
 * Documentation/scheduler/sched-bwc.rst} and {@code
 * Documentation/admin-guide/cgroup-v1/cpuacct.rst} of the Linux kernel.
 */
final class ProcessorCgroup1 implements ProcessorCgroup {
  private final ControlFile usage;
  private final ControlFile stat;
  private final ControlFile quota;
  private final ControlFile period;

  /** Either directory may be null. */
  ProcessorCgroup1(BoundedFiles files, String accounting, String bandwidth) {
    usage = new ControlFile(files, accounting, "cpuacct.usage");
    stat = new ControlFile(files, bandwidth, "cpu.stat");
    quota = new ControlFile(files, bandwidth, "cpu.cfs_quota_us");
    period = new ControlFile(files, bandwidth, "cpu.cfs_period_us");
  }

  @Override
  public ProcessorTimes read() {
    return parse(usage.read(), stat.read(), quota.read(), period.read());
  }

  /** Each text as the file of that name holds it, or null. */
  static ProcessorTimes parse(String usage, String stat, String quota, String period) {
    return new ProcessorTimes(
        FlatText.number(usage),
        FlatText.number(stat, "nr_periods"),
        FlatText.number(stat, "nr_throttled"),
        ProcessorCgroup.cores(FlatText.number(quota), FlatText.number(period)));
  }

  @Override
  public void close() {
    usage.close();
    stat.close();
    quota.close();
    period.close();
  }
}
