package io.prefork.sidecar.cgroup;

import io.prefork.sidecar.kernel.BoundedFiles;

/**
 * Version 2. Source: {@code Documentation/admin-guide/cgroup-v2.rst} of the Linux kernel, "CPU
 * Interface Files".
 */
final class ProcessorCgroup2 implements ProcessorCgroup {
  private static final int NANOS_PER_MICRO = 1000;

  private final ControlFile stat;
  private final ControlFile max;

  ProcessorCgroup2(BoundedFiles files, String directory) {
    stat = new ControlFile(files, directory, "cpu.stat");
    max = new ControlFile(files, directory, "cpu.max");
  }

  @Override
  public ProcessorTimes read() {
    return parse(stat.read(), max.read());
  }

  /** Each text as the file of that name holds it, or null. */
  static ProcessorTimes parse(String stat, String max) {
    Long used = FlatText.number(stat, "usage_usec");
    return new ProcessorTimes(
        used == null ? null : used * NANOS_PER_MICRO,
        FlatText.number(stat, "nr_periods"),
        FlatText.number(stat, "nr_throttled"),
        cores(max));
  }

  /** Of {@code 50000 100000}; {@code max 100000} is no limit. */
  private static Double cores(String max) {
    int space = max == null ? -1 : max.indexOf(' ');
    return space < 0
        ? null
        : ProcessorCgroup.cores(
            FlatText.number(max.substring(0, space)), FlatText.number(max.substring(space + 1)));
  }

  @Override
  public void close() {
    stat.close();
    max.close();
  }
}
