package io.prefork.protocol;

/**
 * Sizes as Kubernetes writes them: {@code 400Mi}, {@code 0.5G}, {@code 1e9}. Source: Kubernetes API
 * reference, "Quantity": a decimal number with a binary suffix, a decimal suffix or an exponent;
 * what is too large counts as the largest there is, and parts of a byte count as a byte.
 *
 * <p>Exact, and in whole numbers only: it runs in the sidecar, where each class counts.
 */
public final class Quantity {
  private static final String BINARY = "KMGTPE";
  private static final String DECIMAL = "num kMGTPE";
  private static final int DECIMAL_OF_ONE = DECIMAL.indexOf(' ');
  private static final int MOST_EXPONENT = 999;

  private Quantity() {}

  /**
   * @return bytes, 0 or more, rounded up; null when the text is no quantity, or a negative one
   */
  public static Long bytes(String text) {
    int start = text.startsWith("+") ? 1 : 0;
    int end = start;
    int point = -1;
    while (end < text.length() && (isDigit(text.charAt(end)) || isPoint(text, end, point))) {
      point = text.charAt(end) == '.' ? end : point;
      end++;
    }
    String whole = text.substring(start, point < 0 ? end : point);
    String fraction = point < 0 ? "" : text.substring(point + 1, end);
    if (whole.isEmpty() && fraction.isEmpty()) {
      return null;
    }
    return scaled(whole, fraction, text.substring(end));
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isPoint(String text, int at, int pointBefore) {
    return text.charAt(at) == '.' && pointBefore < 0;
  }

  private static Long scaled(String whole, String fraction, String suffix) {
    if (suffix.length() == 2 && suffix.charAt(1) == 'i') {
      int power = BINARY.indexOf(suffix.charAt(0)) + 1;
      return power == 0 ? null : (Long) product(whole, fraction, 0, 1L << 10 * power);
    }
    Integer exponent = exponent(suffix);
    return exponent == null ? null : (Long) product(whole, fraction, exponent, 1);
  }

  /** Of ten, null when the suffix is none of the decimal ones. */
  private static Integer exponent(String suffix) {
    if (suffix.isEmpty()) {
      return 0;
    }
    if (suffix.length() == 1) {
      int at = suffix.equals(" ") ? -1 : DECIMAL.indexOf(suffix);
      return at < 0 ? null : (Integer) (3 * (at - DECIMAL_OF_ONE));
    }
    return suffix.charAt(0) == 'e' || suffix.charAt(0) == 'E' ? number(suffix, 1) : null;
  }

  private static Integer number(String text, int from) {
    boolean negative = text.charAt(from) == '-';
    int start = negative || text.charAt(from) == '+' ? from + 1 : from;
    int number = 0;
    for (int i = start; i < text.length(); i++) {
      number = 10 * number + text.charAt(i) - '0';
      if (!isDigit(text.charAt(i)) || number > MOST_EXPONENT) {
        return null;
      }
    }
    return start == text.length() ? null : (Integer) (negative ? -number : number);
  }

  /**
   * @param exponent of ten
   * @param unit at most 2^60
   */
  private static long product(String whole, String fraction, int exponent, long unit) {
    String digits = whole + fraction;
    int point = whole.length() + exponent;
    long most = Long.MAX_VALUE / unit;
    long bytes = 0;
    for (int i = 0; i < point; i++) {
      int digit = i < digits.length() ? digits.charAt(i) - '0' : 0;
      if (digit > most || bytes > (most - digit) / 10) {
        return Long.MAX_VALUE;
      }
      bytes = 10 * bytes + digit;
    }
    bytes *= unit;
    long rest = partOf(unit, digits, point);
    return bytes > Long.MAX_VALUE - rest ? Long.MAX_VALUE : bytes + rest;
  }

  /**
   * So much of the unit as the digits from the point on say, rounded up. From the last digit to the
   * first each step divides by ten; a floor of a floor is the floor, and what is cut off is kept in
   * mind.
   */
  private static long partOf(long unit, String digits, int point) {
    long part = 0;
    boolean more = false;
    for (int i = digits.length() - 1; i >= point; i--) {
      // Up to 10 * 2^60, which only fits without a sign.
      long tenfold = part + (i < 0 ? 0 : digits.charAt(i) - '0') * unit;
      part = Long.divideUnsigned(tenfold, 10);
      more |= Long.remainderUnsigned(tenfold, 10) != 0;
    }
    return more ? part + 1 : part;
  }
}
