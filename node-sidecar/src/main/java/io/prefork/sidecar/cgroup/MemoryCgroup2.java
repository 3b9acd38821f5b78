package io.prefork.sidecar.cgroup;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.BoundedFiles;

/**
 * Version 2. Source: {@code Documentation/admin-guide/cgroup-v2.rst} of the Linux kernel, "Memory
 * Interface Files". The limit is the container's own: those of groups above it are out of reach.
 */
final class MemoryCgroup2 implements MemoryCgroup {
  private final ControlFile current;
  private final ControlFile max;
  private final ControlFile stat;
  private final ControlFile events;
  private final ControlFile peak;
  private final ControlFile pressure;

  MemoryCgroup2(BoundedFiles files, String directory) {
    current = new ControlFile(files, directory, "memory.current");
    max = new ControlFile(files, directory, "memory.max");
    stat = new ControlFile(files, directory, "memory.stat");
    events = new ControlFile(files, directory, "memory.events");
    peak = new ControlFile(files, directory, "memory.peak");
    pressure = new ControlFile(files, directory, "memory.pressure");
  }

  @Override
  public Report.Memory read() {
    return parse(
        current.read(), max.read(), stat.read(), events.read(), peak.read(), pressure.read());
  }

  @Override
  public Long usageBytes() {
    return current.number();
  }

  /** Each text as the file of that name holds it, or null; null without a current usage. */
  static Report.Memory parse(
      String current, String max, String stat, String events, String peak, String pressure) {
    Long bytes = FlatText.number(current);
    if (bytes == null) {
      return null;
    }
    return new Report.Memory(
        FlatText.limit(max),
        bytes,
        MemoryCgroup.used(bytes, FlatText.number(stat, "inactive_file")),
        FlatText.number(peak),
        FlatText.number(events, "oom_kill"),
        FlatText.some10(pressure));
  }

  @Override
  public void close() {
    current.close();
    max.close();
    stat.close();
    events.close();
    peak.close();
    pressure.close();
  }
}
