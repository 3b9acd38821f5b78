package io.prefork.sidecar.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prefork.sidecar.bootstrap.Reenabling.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReenablingTest {

  @ParameterizedTest
  @CsvSource({"Noticed, NOTICED", "HeldBack, HELD_BACK", "Undone, UNDONE"})
  void readsWhatBecameOfWhichCall(String word, Outcome outcome) {
    Reenabling call = Reenabling.of(word + " gc.set_threshold shop.codec (/my app/codec.py:7)");

    assertEquals(
        new Reenabling(outcome, "gc.set_threshold", "shop.codec (/my app/codec.py:7)"), call);
    assertEquals("gc.set_threshold in shop.codec (/my app/codec.py:7)", call.inWords());
  }

  @Test
  void takesWhatAnEarlierBootstrapWroteForTheCaller() {
    assertEquals(
        new Reenabling(Outcome.NOTICED, null, "shop._vendor.smallpack:28"),
        Reenabling.of("shop._vendor.smallpack:28"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?"})
  void saysThatTheCallerIsNotKnown(String nobody) {
    assertEquals("a function of gc in a module that is not known", Reenabling.of(nobody).inWords());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Undone", "Undone gc.", "Undone gc.enable", "Forbidden gc.enable x (y:1)"})
  void takesAnyTextWithoutFailing(String text) {
    assertEquals(new Reenabling(Outcome.NOTICED, null, text), Reenabling.of(text));
  }
}
