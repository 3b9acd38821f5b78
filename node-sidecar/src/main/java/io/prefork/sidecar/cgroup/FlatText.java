package io.prefork.sidecar.cgroup;

/**
 * Reads numbers from the text of control files. Source: {@code
 * Documentation/admin-guide/cgroup-v2.rst}, "Interface Files", and {@code
 * Documentation/accounting/psi.rst} of the Linux kernel. What is not as expected reads as null:
 * these files come from the application's own file system.
 */
final class FlatText {
  /** Version 1 writes "no limit" as the largest multiple of the page size. */
  private static final long NO_LIMIT = 1L << 60;

  private FlatText() {}

  /** The only number of a file; null for anything else, such as {@code max}. */
  static Long number(String text) {
    if (text == null) {
      return null;
    }
    int end = text.indexOf('\n');
    return parse(text, 0, end < 0 ? text.length() : end);
  }

  /** The same for a limit: null when there is none. */
  static Long limit(String text) {
    Long number = number(text);
    return number == null || number >= NO_LIMIT ? null : number;
  }

  /** The number in the line {@code key number}. */
  static Long number(String text, String key) {
    if (text == null) {
      return null;
    }
    for (int at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
      int after = at + key.length();
      boolean wholeKey = at == 0 || text.charAt(at - 1) == '\n';
      if (wholeKey && after < text.length() && text.charAt(after) == ' ') {
        int end = text.indexOf('\n', after);
        return parse(text, after + 1, end < 0 ? text.length() : end);
      }
    }
    return null;
  }

  /** Percent of {@code avg10} in the line {@code some} of a pressure file. */
  static Double some10(String text) {
    String start = "some avg10=";
    if (text == null || !text.startsWith(start)) {
      return null;
    }
    int end = text.indexOf(' ', start.length());
    try {
      double percent = Double.parseDouble(text.substring(start.length(), Math.max(0, end)));
      return percent >= 0 && percent <= 100 ? percent : null;
    } catch (NumberFormatException | IndexOutOfBoundsException other) {
      return null;
    }
  }

  private static Long parse(String text, int start, int end) {
    try {
      return Long.parseLong(text, start, end, 10);
    } catch (NumberFormatException | IndexOutOfBoundsException other) {
      return null;
    }
  }
}
