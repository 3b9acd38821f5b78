package io.prefork.sidecar.perf;

import java.nio.ByteBuffer;

/**
 * One read of an event group. Source: {@code perf_event_open(2)}, "Reading results", with {@code
 * PERF_FORMAT_GROUP} and both total times.
 */
final class GroupReading {
  private static final int HEADER_BYTES = 3 * Long.BYTES;

  private GroupReading() {}

  /** Length of a read of so many events. */
  static int bytes(int events) {
    return HEADER_BYTES + events * Long.BYTES;
  }

  /**
   * @param bytes of the read, in the machine's order
   * @param length of the read, bytes
   * @param events expected in the group
   * @return counts in the group's order, scaled up when the group had to share the PMU; null when
   *     it never got on it, or the read is not of this group
   */
  static long[] counts(ByteBuffer bytes, int length, int events) {
    if (length < bytes(events) || bytes.getLong(0) != events) {
      return null;
    }
    long enabled = bytes.getLong(8);
    long running = bytes.getLong(16);
    if (running <= 0) {
      return null;
    }
    long[] counts = new long[events];
    for (int i = 0; i < events; i++) {
      long raw = bytes.getLong(HEADER_BYTES + i * Long.BYTES);
      counts[i] = running >= enabled ? raw : Math.round(raw * ((double) enabled / running));
    }
    return counts;
  }
}
