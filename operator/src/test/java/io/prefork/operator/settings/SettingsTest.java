package io.prefork.operator.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static Map<String, String> environment(String interval) {
    return Map.of(
        "PREFORK_NAMESPACE", "prefork-system",
        "PREFORK_POD_NAME", "prefork-operator-1",
        "PREFORK_SIDECAR_IMAGE", "localhost/prefork-sidecar:0.1.0",
        "PREFORK_REPORT_INTERVAL", interval);
  }

  @ParameterizedTest
  @CsvSource({"10s,PT10S", "1m,PT1M", "1h,PT1H", "PT2.5S,PT2.5S"})
  void readsAnInterval(String text, Duration interval) {
    assertEquals(interval, Settings.of(environment(text)).reportInterval());
  }

  @Test
  void looksEveryTenSecondsUnlessToldOtherwise() {
    var environment = new HashMap<>(environment("1s"));
    environment.remove("PREFORK_REPORT_INTERVAL");

    assertEquals(Duration.ofSeconds(10), Settings.of(environment).reportInterval());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "ten", "0s", "500ms", "2h", "-PT5S"})
  void refusesAnIntervalNamingVariableValueAndRemedy(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Settings.of(environment(text)))
            .getMessage();

    assertEquals(
        "PREFORK_REPORT_INTERVAL is '%s': write a duration from 1s to 1h, such as 10s or PT10S"
            .formatted(text),
        message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PREFORK_NAMESPACE", "PREFORK_POD_NAME", "PREFORK_SIDECAR_IMAGE"})
  void refusesToStartWithoutWhatItCannotGuess(String name) {
    var environment = new HashMap<>(environment("10s"));
    environment.put(name, " ");

    String message =
        assertThrows(IllegalArgumentException.class, () -> Settings.of(environment)).getMessage();

    assertTrue(message.startsWith(name + " is not set: set it to "), message);
  }
}
