package io.prefork.standalone.policy;

import java.math.BigDecimal;
import java.util.Optional;

/** Lowest and highest values, as a schema declares them. */
final class Bounds {
  private Bounds() {}

  /**
   * @param least or null
   * @param most or null
   * @param unit what the value is a number of, or empty when it is itself the number
   * @return what is wrong with the value, or nothing
   */
  static Optional<String> obstacle(Number least, Number most, Number value, String unit) {
    if (!isFinite(value)) {
      return Optional.of(value + " is not a number that can be used");
    }
    if (least != null && decimal(value).compareTo(decimal(least)) < 0) {
      return Optional.of(demand(value, unit) + "greater than or equal to " + plain(least));
    }
    if (most != null && decimal(value).compareTo(decimal(most)) > 0) {
      return Optional.of(demand(value, unit) + "less than or equal to " + plain(most));
    }
    return Optional.empty();
  }

  static boolean isInteger(Number value) {
    return isFinite(value) && decimal(value).stripTrailingZeros().scale() <= 0;
  }

  private static String demand(Number value, String unit) {
    return unit.isEmpty()
        ? value + " is out of range: write a number "
        : value + " " + unit + ": their number must be ";
  }

  private static boolean isFinite(Number value) {
    return !(value instanceof Double fraction) || Double.isFinite(fraction);
  }

  private static BigDecimal decimal(Number number) {
    return new BigDecimal(number.toString());
  }

  private static String plain(Number number) {
    return decimal(number).stripTrailingZeros().toPlainString();
  }
}
