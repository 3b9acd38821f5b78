package io.prefork.sidecar.perf;

import io.prefork.sidecar.kernel.Kernel;
import java.nio.ByteBuffer;
import java.util.List;

/** Events in use. Numbers: {@code include/uapi/linux/perf_event.h}. */
enum Event {
  INSTRUCTIONS(0, 1),
  CYCLES(0, 0),
  CACHE_REFERENCES(0, 2),
  CACHE_MISSES(0, 3),
  MINOR_FAULTS(1, 5);

  /** One group, so that all are counted over the same time; its first is the leader. */
  static final List<Event> HARDWARE_GROUP =
      List.of(INSTRUCTIONS, CYCLES, CACHE_REFERENCES, CACHE_MISSES, MINOR_FAULTS);

  /** For a PMU that does not count its caches. */
  static final List<Event> CORE_GROUP = List.of(INSTRUCTIONS, CYCLES, MINOR_FAULTS);

  static final List<Event> SOFTWARE_GROUP = List.of(MINOR_FAULTS);

  /** The first published size of the structure: every kernel takes it. */
  private static final int ATTRIBUTES_BYTES = 64;

  private static final int FORMAT_TOTAL_TIME_ENABLED = 1;
  private static final int FORMAT_TOTAL_TIME_RUNNING = 2;
  private static final int FORMAT_GROUP = 8;
  private static final long EXCLUDE_KERNEL = 1 << 5;
  private static final long EXCLUDE_HYPERVISOR = 1 << 6;

  private final int type;
  private final long config;

  Event(int type, long config) {
    this.type = type;
    this.config = config;
  }

  /** For {@link #describe}. */
  static ByteBuffer attributes() {
    return Kernel.buffer(ATTRIBUTES_BYTES);
  }

  /** Makes it a {@code struct perf_event_attr}: counts at once, in user mode, read as a group. */
  ByteBuffer describe(ByteBuffer attributes) {
    return attributes
        .putInt(0, type)
        .putInt(4, ATTRIBUTES_BYTES)
        .putLong(8, config)
        .putLong(32, FORMAT_TOTAL_TIME_ENABLED | FORMAT_TOTAL_TIME_RUNNING | FORMAT_GROUP)
        .putLong(40, EXCLUDE_KERNEL | EXCLUDE_HYPERVISOR);
  }
}
