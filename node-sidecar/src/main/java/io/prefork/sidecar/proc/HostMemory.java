package io.prefork.sidecar.proc;

import java.nio.charset.StandardCharsets;

/**
 * The machine's memory by {@code /proc/meminfo}, bytes; null where that line is missing. Source:
 * {@code proc_meminfo(5)}.
 *
 * @param available {@code MemAvailable}: what can be had without swapping
 * @param pageCache {@code Cached}
 */
public record HostMemory(Long available, Long pageCache) {
  /** As much of the file as holds both lines. */
  public static final int BYTES = 512;

  private static final long KIB = 1024;
  private static final byte[] AVAILABLE = "\nMemAvailable:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CACHED = "\nCached:".getBytes(StandardCharsets.US_ASCII);

  public static HostMemory parse(byte[] text) {
    return new HostMemory(bytes(text, AVAILABLE), bytes(text, CACHED));
  }

  private static Long bytes(byte[] text, byte[] label) {
    Fields fields = new Fields(text, 0);
    if (!fields.find(label)) {
      return null;
    }
    fields.skipBlanks();
    long number = fields.number();
    return number < 0 || number > Long.MAX_VALUE / KIB ? null : (Long) (number * KIB);
  }
}
