package io.prefork.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prefork.sidecar.clock.Timestamp;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampTest {
  @Test
  void writesEveryPartWithItsZeros() {
    assertEquals("1970-01-01T00:00:00.000Z", Timestamp.of(Instant.EPOCH));
    assertEquals(
        "2028-02-29T23:59:59.007Z", Timestamp.of(Instant.parse("2028-02-29T23:59:59.007Z")));
  }

  @Test
  void saysWhatTheJdkSays() {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      Instant instant = Instant.ofEpochMilli(random.nextLong(253_402_300_799_999L));

      assertEquals(instant, Instant.parse(Timestamp.of(instant)));
    }
  }
}
