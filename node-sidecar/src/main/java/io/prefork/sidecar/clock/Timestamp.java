package io.prefork.sidecar.clock;

import java.time.Instant;

/**
 * ISO 8601 in UTC to the millisecond, {@code 2026-11-23T21:00:00.000Z}. {@link Instant#toString}
 * says the same, but brings half a megabyte of classes along.
 */
public final class Timestamp {
  private static final int SECONDS_PER_DAY = 86_400;

  private Timestamp() {}

  /**
   * The date's algorithm is "civil from days": H. Hinnant, "chrono-Compatible Low-Level Date
   * Algorithms".
   *
   * @param instant of the years 1970 to 9999
   */
  public static String of(Instant instant) {
    long seconds = instant.getEpochSecond();
    long shifted = seconds / SECONDS_PER_DAY + 719_468;
    long era = shifted / 146_097;
    long dayOfEra = shifted % 146_097;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long monthFromMarch = (5 * dayOfYear + 2) / 153;
    long day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    long year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
    StringBuilder text = new StringBuilder(24);
    padded(text, year, 4).append('-');
    padded(text, month, 2).append('-');
    padded(text, day, 2).append('T');
    padded(text, seconds / 3600 % 24, 2).append(':');
    padded(text, seconds / 60 % 60, 2).append(':');
    padded(text, seconds % 60, 2).append('.');
    return padded(text, instant.getNano() / 1_000_000, 3).append('Z').toString();
  }

  private static StringBuilder padded(StringBuilder text, long number, int digits) {
    String plain = Long.toString(number);
    return text.append("0".repeat(digits - plain.length())).append(plain);
  }
}
