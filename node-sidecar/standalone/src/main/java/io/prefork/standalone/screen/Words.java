package io.prefork.standalone.screen;

import java.util.Locale;

/** Figures for people; what was not measured is a dash. */
final class Words {
  private static final String NONE = "-";
  private static final double MIB = 1L << 20;
  private static final double GIB = 1L << 30;
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Words() {}

  /** In whole MiB, from 10 GiB on in GiB. */
  static String bytes(Long bytes) {
    if (bytes == null) {
      return NONE;
    }
    return bytes >= 10 * GIB
        ? String.format(Locale.ROOT, "%.1f GiB", bytes / GIB)
        : Math.round(bytes / MIB) + " MiB";
  }

  /** In the two largest units: {@code 41s}, {@code 2m03s}, {@code 5h07m}, {@code 12d04h}. */
  static String age(Long seconds) {
    if (seconds == null) {
      return NONE;
    }
    if (seconds < MINUTE) {
      return seconds + "s";
    }
    if (seconds < HOUR) {
      return pair(seconds / MINUTE, "m", seconds % MINUTE, "s");
    }
    return seconds < DAY
        ? pair(seconds / HOUR, "h", seconds % HOUR / MINUTE, "m")
        : pair(seconds / DAY, "d", seconds % DAY / HOUR, "h");
  }

  private static String pair(long large, String unit, long small, String smallUnit) {
    return String.format(Locale.ROOT, "%d%s%02d%s", large, unit, small, smallUnit);
  }

  static String number(Number number) {
    return number == null ? NONE : number.toString();
  }

  /**
   * @param share 0..1
   */
  static String percent(Double share) {
    return share == null ? NONE : Math.round(share * 100) + "%";
  }

  static String cores(Double cores) {
    return cores == null ? NONE : String.format(Locale.ROOT, "%.2f", cores);
  }

  static String state(Boolean busy) {
    if (busy == null) {
      return NONE;
    }
    return busy ? "busy" : "idle";
  }
}
