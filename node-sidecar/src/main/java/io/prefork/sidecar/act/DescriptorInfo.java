package io.prefork.sidecar.act;

/** The text of {@code /proc/PID/fdinfo/FD}, see {@code proc_pid_fdinfo(5)}. Pure. */
final class DescriptorInfo {
  private static final String FLAGS = "flags:";
  private static final String TARGET = "tfd:";
  private static final int O_ACCMODE = 3;
  private static final int O_NONBLOCK = 0x800;

  private DescriptorInfo() {}

  /** Whether it was opened for reading only and without blocking. */
  static boolean readsWithoutBlocking(String info) {
    int at = info.indexOf(FLAGS);
    if (at < 0) {
      return false;
    }
    int start = skipBlanks(info, at + FLAGS.length());
    int end = start;
    while (end < info.length() && info.charAt(end) >= '0' && info.charAt(end) <= '7') {
      end++;
    }
    if (end == start || end - start > 12) {
      return false;
    }
    long flags = Long.parseLong(info, start, end, 8);
    return (flags & O_ACCMODE) == 0 && (flags & O_NONBLOCK) != 0;
  }

  /**
   * Whether one of these epoll sets watches the descriptor.
   *
   * @param epolls texts of one or more epoll descriptors
   * @param number decimal
   */
  static boolean watches(CharSequence epolls, String number) {
    String text = epolls.toString();
    for (int at = text.indexOf(TARGET); at >= 0; at = text.indexOf(TARGET, at + 1)) {
      int start = skipBlanks(text, at + TARGET.length());
      int end = start + number.length();
      if (text.startsWith(number, start) && (end == text.length() || text.charAt(end) <= ' ')) {
        return true;
      }
    }
    return false;
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }
}
