package io.prefork.standalone.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "400Mi, 419430400",
    "0.5Gi, 536870912",
    "1G, 1000000000",
    "1E, 1000000000000000000",
    "1e9, 1000000000",
    "1E3, 1000",
    "12e-1, 1.2",
    "400m, 0.4",
    "-1k, -1000",
    ".5, 0.5",
    "5., 5",
  })
  void readsNumberAndUnit(String text, BigDecimal value) {
    assertEquals(0, value.compareTo(Quantity.parse(text).orElseThrow()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Mi", "400MB", "400mi", "400 Mi", "1e", "1e+", "1e99999", "0x10", "1Mi2", "."})
  void takesNothingElse(String text) {
    assertEquals(Optional.empty(), Quantity.parse(text));
  }
}
