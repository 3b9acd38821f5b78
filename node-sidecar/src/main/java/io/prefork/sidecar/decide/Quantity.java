package io.prefork.sidecar.decide;

/** Sizes as a policy writes them: {@code 400Mi}, {@code 0.5G}, {@code 1e9}, {@code 40%}. */
final class Quantity {
  private static final String SUFFIXES = "KMGTPE";

  private Quantity() {}

  /**
   * Source: Kubernetes API, {@code resource.Quantity}; the percentage is the policy's own.
   *
   * @param limitBytes what a percentage is of, or null
   * @return bytes, rounded up, or null when the text is no size or a percentage of nothing
   */
  static Long bytes(String text, Long limitBytes) {
    if (text.endsWith("%")) {
      Double percent = number(text.substring(0, text.length() - 1));
      return percent == null || limitBytes == null ? null : rounded(percent / 100 * limitBytes);
    }
    int end = text.length();
    double unit = 1;
    if (end > 1 && text.charAt(end - 1) == 'i') {
      unit = Math.pow(1024, power(text.charAt(end - 2)));
      end -= 2;
    } else if (end > 0 && text.charAt(end - 1) == 'm') {
      unit = 0.001;
      end -= 1;
    } else if (end > 0 && power(text.charAt(end - 1)) > 0) {
      unit = Math.pow(1000, power(text.charAt(end - 1)));
      end -= 1;
    }
    Double number = number(text.substring(0, end));
    return number == null || unit == 1 && end < text.length() ? null : rounded(number * unit);
  }

  /** Of a thousand, 0 when it is no unit. */
  private static int power(char suffix) {
    return suffix == 'k' ? 1 : SUFFIXES.indexOf(suffix) + 1;
  }

  /** Null unless it consists of digits, a point and an exponent. */
  private static Double number(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789.+-eE".indexOf(text.charAt(i)) < 0) {
        return null;
      }
    }
    try {
      double value = Double.parseDouble(text);
      return value >= 0 && value <= Long.MAX_VALUE ? (Double) value : null;
    } catch (NumberFormatException none) {
      return null;
    }
  }

  private static Long rounded(double bytes) {
    return bytes > Long.MAX_VALUE ? null : (Long) (long) Math.ceil(bytes);
  }
}
