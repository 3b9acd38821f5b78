package io.prefork.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  private static final Map<String, BigDecimal> UNITS =
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
          Map.entry("Ei", BigDecimal.TWO.pow(60)),
          Map.entry("e4", new BigDecimal("1e4")),
          Map.entry("E-2", new BigDecimal("1e-2")));

  @ParameterizedTest
  @CsvSource({
    "400Mi, 419430400",
    "+400Mi, 419430400",
    "0.5Gi, 536870912",
    "400M, 400000000",
    "1E, 1000000000000000000",
    "1e9, 1000000000",
    "1E3, 1000",
    "12e-1, 2",
    "400m, 1",
    "1000u, 1",
    "1n, 1",
    "0, 0",
    "0.0e5, 0",
    ".5, 1",
    "5., 5",
    "0.1Ki, 103",
    "7.99999999999999999999999999Ei, 9223372036854775807",
    "8Ei, 9223372036854775807",
    "1e999, 9223372036854775807",
    "1e-999, 1",
  })
  void readsNumberAndUnit(String text, long bytes) {
    assertEquals(bytes, Quantity.bytes(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "Mi", "400MB", "400mi", "400 Mi", "400 ", " 400", "1e", "1e+", "1e-", "1e1000", "1e1.5",
        "0x10", "1Mi2", ".", "1.2.3", "-1Mi", "-0", "NaN", "40%", "4Xi", "4K", "1\u0664"
      })
  void takesNothingElse(String text) {
    assertNull(Quantity.bytes(text));
  }

  @Test
  void isExactWhateverTheDigits() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String number =
          digits(random, random.nextInt(1, 22)) + "." + digits(random, random.nextInt(25));
      for (Map.Entry<String, BigDecimal> unit : UNITS.entrySet()) {
        BigDecimal exact =
            new BigDecimal(number + "0")
                .multiply(unit.getValue())
                .setScale(0, RoundingMode.CEILING);
        long expected = exact.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact();

        assertEquals(expected, Quantity.bytes(number + unit.getKey()), number + unit.getKey());
      }
    }
  }

  private static String digits(Random random, int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }
}
