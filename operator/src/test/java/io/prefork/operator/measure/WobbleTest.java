package io.prefork.operator.measure;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.policy.MemoryPolicyStatus.Measurement;
import io.prefork.policy.MemoryPolicyStatus.Reclaimed;
import org.junit.jupiter.api.Test;

class WobbleTest {

  private static Measurement measurement(long poolPss, Double efficiency) {
    return new Measurement(
        1,
        8.0,
        230_000_000L,
        92_000_000L,
        128_000_000L,
        poolPss,
        efficiency,
        1.34,
        130.0,
        0.89,
        0.2,
        6.0);
  }

  @Test
  void aMoveOfLessThanOnePercentIsNoise() {
    assertTrue(Wobble.isNoise(measurement(1_247_000_000, 0.42), measurement(1_255_000_000, 0.424)));
  }

  @Test
  void aMoveOfMoreIsNews() {
    assertFalse(Wobble.isNoise(measurement(1_247_000_000, 0.42), measurement(1_267_000_000, 0.42)));
  }

  @Test
  void aFigureThatAppearsOrGoesIsNews() {
    assertFalse(Wobble.isNoise(measurement(1, null), measurement(1, 0.42)));
    assertFalse(Wobble.isNoise(measurement(1, 0.42), measurement(1, null)));
    assertFalse(Wobble.isNoise((Measurement) null, measurement(1, 0.42)));
    assertFalse(Wobble.isNoise(measurement(1, 0.42), null));
    assertTrue(Wobble.isNoise((Measurement) null, null));
  }

  @Test
  void aroundZeroAMebibyteIsNoise() {
    assertTrue(
        Wobble.isNoise(
            new Reclaimed(100_000L, "0Mi", 100_000L, 12_000_000L),
            new Reclaimed(-800_000L, "-1Mi", -800_000L, 12_000_000L)));
  }
}
