package io.prefork.sidecar.cgroup;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.BoundedFiles;

/**
 * Version 1. Source: {@code Documentation/admin-guide/cgroup-v1/memory.rst} of the Linux kernel. It
 * has no pressure file: {@code /proc/pressure} is the machine's.
 */
final class MemoryCgroup1 implements MemoryCgroup {
  private final ControlFile usage;
  private final ControlFile limit;
  private final ControlFile stat;
  private final ControlFile oomControl;
  private final ControlFile peak;

  MemoryCgroup1(BoundedFiles files, String directory) {
    usage = new ControlFile(files, directory, "memory.usage_in_bytes");
    limit = new ControlFile(files, directory, "memory.limit_in_bytes");
    stat = new ControlFile(files, directory, "memory.stat");
    oomControl = new ControlFile(files, directory, "memory.oom_control");
    peak = new ControlFile(files, directory, "memory.max_usage_in_bytes");
  }

  @Override
  public Report.Memory read() {
    return parse(usage.read(), limit.read(), stat.read(), oomControl.read(), peak.read());
  }

  @Override
  public Long usageBytes() {
    return usage.number();
  }

  /** Each text as the file of that name holds it, or null; null without a usage. */
  static Report.Memory parse(
      String usage, String limit, String stat, String oomControl, String peak) {
    Long bytes = FlatText.number(usage);
    if (bytes == null) {
      return null;
    }
    return new Report.Memory(
        tighter(FlatText.limit(limit), FlatText.number(stat, "hierarchical_memory_limit")),
        bytes,
        MemoryCgroup.used(bytes, FlatText.number(stat, "total_inactive_file")),
        FlatText.number(peak),
        FlatText.number(oomControl, "oom_kill"),
        null);
  }

  /** A group above may allow less than this one. */
  private static Long tighter(Long own, Long withThoseAbove) {
    Long above = FlatText.limit(String.valueOf(withThoseAbove));
    if (own == null || above == null) {
      return own == null ? above : own;
    }
    return Math.min(own, above);
  }

  @Override
  public void close() {
    usage.close();
    limit.close();
    stat.close();
    oomControl.close();
    peak.close();
  }
}
