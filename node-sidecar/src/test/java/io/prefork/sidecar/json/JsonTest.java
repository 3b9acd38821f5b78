package io.prefork.sidecar.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static JsonReader reader(String text) {
    return new JsonReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void pullsMembersAndSkipsTheRest() throws Exception {
    JsonReader json =
        reader("{ \"a\": [1, {\"b\": \"}\\\"\"}, true, null, -1.5e3], \"c\":\"\\u00e9\\n\" }");
    json.beginObject();

    assertEquals("a", json.nextName());
    json.skip();
    assertEquals("c", json.nextName());
    assertEquals("é\n", json.nextString());
    assertNull(json.nextName());
  }

  @Test
  void pullsArrays() throws Exception {
    JsonReader json = reader("[1,2]");
    json.beginArray();

    assertTrue(json.hasNext());
    assertEquals(1, json.nextLong());
    assertTrue(json.hasNext());
    assertEquals(2, json.nextLong());
    assertFalse(json.hasNext());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\" 1}",
        "{\"a\":tru}",
        "{\"a\":\"x",
        "{\"a\":[1 2]}",
        "<html>"
      })
  void refusesWhatIsNoJson(String text) {
    assertThrows(JsonException.class, () -> consume(reader(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\x\"", "\"\\u00g0\"", "\"\\ud83d!\"", "\"x", "7", "\"\n\""})
  void refusesWhatIsNoString(String text) {
    assertThrows(JsonException.class, () -> reader(text).nextString());
  }

  @Test
  void refusesDeepNesting() {
    assertThrows(JsonException.class, () -> reader("[".repeat(100_000)).skip());
  }

  @Test
  void refusesALongStringThatIsAskedFor() {
    assertThrows(JsonException.class, () -> reader("\"" + "x".repeat(5000) + "\"").nextString());
  }

  @Test
  void endsWithAResultOrAnExceptionWhateverTheBytes() throws Exception {
    Random random = new Random(42);
    String alphabet = "{}[]\",:\\u0123eE+-.truefalsn \n";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        reader(text.toString()).skip();
      } catch (JsonException expected) {
        assertFalse(expected.getMessage().isEmpty());
      }
    }
  }

  @Test
  void writesWhatItReads() throws Exception {
    String text =
        new JsonWriter()
            .beginObject()
            .member("text", "a\"b\\c\nd\u0001é\ud83d\ude00")
            .member("absent", (String) null)
            .member("number", 7L)
            .beginArray("list")
            .element(1)
            .element(2)
            .endArray()
            .beginObject("empty")
            .endObject()
            .member("flag", true)
            .endObject()
            .toString();
    JsonReader json = reader(text);
    json.beginObject();

    assertEquals("text", json.nextName());
    assertEquals("a\"b\\c\nd\u0001é\ud83d\ude00", json.nextString());
    assertEquals("number", json.nextName());
    assertEquals(7, json.nextLong());
    assertEquals("list", json.nextName());
    json.skip();
    assertEquals("empty", json.nextName());
    json.skip();
    assertEquals("flag", json.nextName());
    json.skip();
    assertNull(json.nextName());
  }

  private static void consume(JsonReader json) throws IOException {
    json.beginObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.skip();
    }
  }
}
