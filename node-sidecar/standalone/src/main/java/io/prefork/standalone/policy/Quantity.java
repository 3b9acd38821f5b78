package io.prefork.standalone.policy;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kubernetes' quantities, exactly. Source: Kubernetes API reference, "Quantity": a signed decimal
 * number with a binary suffix, a decimal suffix or an exponent.
 */
final class Quantity {
  private static final Pattern FORM =
      Pattern.compile("([+-]?(?:[0-9]+(?:[.][0-9]*)?|[.][0-9]+))([a-zA-Z]*|[eE][+-]?[0-9]+)");

  private static final Map<String, BigDecimal> SUFFIXES =
      Map.ofEntries(
          Map.entry("", BigDecimal.ONE),
          Map.entry("n", new BigDecimal("1e-9")),
          Map.entry("u", new BigDecimal("1e-6")),
          Map.entry("m", new BigDecimal("1e-3")),
          Map.entry("k", new BigDecimal("1e3")),
          Map.entry("M", new BigDecimal("1e6")),
          Map.entry("G", new BigDecimal("1e9")),
          Map.entry("T", new BigDecimal("1e12")),
          Map.entry("P", new BigDecimal("1e15")),
          Map.entry("E", new BigDecimal("1e18")),
          Map.entry("Ki", BigDecimal.TWO.pow(10)),
          Map.entry("Mi", BigDecimal.TWO.pow(20)),
          Map.entry("Gi", BigDecimal.TWO.pow(30)),
          Map.entry("Ti", BigDecimal.TWO.pow(40)),
          Map.entry("Pi", BigDecimal.TWO.pow(50)),
          Map.entry("Ei", BigDecimal.TWO.pow(60)));

  private static final int MOST_EXPONENT_DIGITS = 3;

  private Quantity() {}

  /** Its value, or nothing when the text is no quantity. */
  static Optional<BigDecimal> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(form.group(1));
    String suffix = form.group(2);
    if (SUFFIXES.containsKey(suffix)) {
      return Optional.of(number.multiply(SUFFIXES.get(suffix)));
    }
    return suffix.length() > 1 && suffix.length() <= 2 + MOST_EXPONENT_DIGITS && isExponent(suffix)
        ? Optional.of(number.multiply(new BigDecimal("1" + suffix)))
        : Optional.empty();
  }

  private static boolean isExponent(String suffix) {
    return suffix.substring(1).chars().anyMatch(Character::isDigit);
  }
}
