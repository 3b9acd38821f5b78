package io.prefork.sidecar.decide;

/** Numbers as a reason says them. */
final class Words {
  private static final long MEBI = 1 << 20;

  private Words() {}

  static String mib(long bytes) {
    return Math.round((double) bytes / MEBI) + " MiB";
  }

  static String workers(int count) {
    return count == 1 ? "1 worker" : count + " workers";
  }

  static String seconds(long millis) {
    return (millis + 999) / 1000 + " s";
  }

  /** With one decimal. */
  static String tenths(double value) {
    long tenths = Math.round(value * 10);
    return tenths / 10 + "." + tenths % 10;
  }

  static String percent(double share) {
    return Math.round(share * 100) + " %";
  }
}
