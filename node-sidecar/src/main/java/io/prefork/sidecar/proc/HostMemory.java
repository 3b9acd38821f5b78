package io.prefork.sidecar.proc;

/**
 * The machine's memory by {@code /proc/meminfo}, bytes; null where that line is missing. Source:
 * {@code proc_meminfo(5)}.
 *
 * @param available {@code MemAvailable}: what can be had without swapping
 * @param pageCache {@code Cached}
 */
public record HostMemory(Long available, Long pageCache) {
  private static final long KIB = 1024;

  public static HostMemory parse(String text) {
    return new HostMemory(bytes(text, "\nMemAvailable:"), bytes(text, "\nCached:"));
  }

  private static Long bytes(String text, String label) {
    int start = text.indexOf(label);
    int end = text.indexOf(" kB", Math.max(0, start));
    if (start < 0 || end < 0) {
      return null;
    }
    try {
      return Long.parseLong(text.substring(start + label.length(), end).trim()) * KIB;
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }
}
