package io.prefork.sidecar.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Pulls values from JSON text (RFC 8259) one after another, so that memory does not grow with the
 * text: what nobody asks for is skipped without being kept.
 *
 * <p>Use: {@code beginObject()}, then {@code nextName()} until it is null, each time reading or
 * {@code skip()}ping one value; {@code beginArray()}, then values as long as {@code hasNext()}.
 */
public final class JsonReader {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_TOKEN_BYTES = 4096;
  private static final int NONE = -2;
  private static final int END = -1;

  private final InputStream in;
  private int ahead = NONE;
  private long position;
  private int depth;
  private boolean first;

  public JsonReader(InputStream in) {
    this.in = in;
  }

  public void beginObject() throws IOException {
    begin('{');
  }

  public void beginArray() throws IOException {
    begin('[');
  }

  /** The next member's name, or null at the object's end. */
  public String nextName() throws IOException {
    if (!another('}')) {
      return null;
    }
    String name = string();
    expect(':');
    return name;
  }

  /** Whether the array has another value; false consumes its end. */
  public boolean hasNext() throws IOException {
    return another(']');
  }

  /** A string or null; a longer one than 4096 bytes is refused. */
  public String nextString() throws IOException {
    if (token() == 'n') {
      literal("null");
      return null;
    }
    return string();
  }

  /** An integer; null, or a number with a fraction, is refused. */
  public long nextLong() throws IOException {
    String number = number();
    try {
      return Long.parseLong(number);
    } catch (NumberFormatException other) {
      throw failure("expected an integer, found " + number);
    }
  }

  /** A number, not necessarily a finite one: {@code 1e999} is infinite. */
  public double nextDouble() throws IOException {
    String number = number();
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException other) {
      throw failure("expected a number, found " + number);
    }
  }

  /** Whether the value ahead is {@code null}; true consumes it. */
  public boolean nextNull() throws IOException {
    if (token() != 'n') {
      return false;
    }
    literal("null");
    return true;
  }

  /** Passes over one value of whatever kind and length. */
  public void skip() throws IOException {
    switch (token()) {
      case '{' -> {
        beginObject();
        while (another('}')) {
          skipString();
          expect(':');
          skip();
        }
      }
      case '[' -> {
        beginArray();
        while (another(']')) {
          skip();
        }
      }
      case '"' -> skipString();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
  }

  private void begin(char bracket) throws IOException {
    expect(bracket);
    if (++depth > MAX_DEPTH) {
      throw failure("nested deeper than " + MAX_DEPTH);
    }
    first = true;
  }

  private boolean another(char bracket) throws IOException {
    int next = token();
    if (next == bracket) {
      read();
      depth--;
      first = false;
      return false;
    }
    if (!first) {
      expect(',');
      token();
    }
    first = false;
    return true;
  }

  private String string() throws IOException {
    expect('"');
    ByteArrayOutputStream text = new ByteArrayOutputStream(32);
    for (int next = read(); next != '"'; next = read()) {
      if (next == END || next < ' ') {
        throw failure("unfinished string");
      }
      if (next == '\\') {
        text.writeBytes(escape().getBytes(StandardCharsets.UTF_8));
      } else {
        text.write(next);
      }
      if (text.size() > MAX_TOKEN_BYTES) {
        throw failure("string longer than " + MAX_TOKEN_BYTES + " bytes");
      }
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private void skipString() throws IOException {
    expect('"');
    for (int next = read(); next != '"'; next = read()) {
      if (next == END) {
        throw failure("unfinished string");
      }
      if (next == '\\') {
        read();
      }
    }
  }

  private String escape() throws IOException {
    int letter = read();
    return switch (letter) {
      case '"', '\\', '/' -> String.valueOf((char) letter);
      case 'b' -> "\b";
      case 'f' -> "\f";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'u' -> codePoint();
      default -> throw failure("unknown escape");
    };
  }

  /** What lies beyond 16 bits is written as two escapes in a row. */
  private String codePoint() throws IOException {
    char unit = codeUnit();
    if (!Character.isHighSurrogate(unit)) {
      return String.valueOf(unit);
    }
    if (read() != '\\' || read() != 'u') {
      throw failure("half a surrogate pair");
    }
    return new String(new char[] {unit, codeUnit()});
  }

  private char codeUnit() throws IOException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(read(), 16);
      if (digit < 0) {
        throw failure("\\u needs four hexadecimal digits");
      }
      unit = unit * 16 + digit;
    }
    return (char) unit;
  }

  private String number() throws IOException {
    StringBuilder digits = new StringBuilder();
    for (int next = token(); isNumeric(next); next = peek()) {
      digits.append((char) read());
      if (digits.length() > 64) {
        throw failure("number longer than 64 characters");
      }
    }
    if (digits.isEmpty()) {
      throw failure("expected a value");
    }
    return digits.toString();
  }

  private static boolean isNumeric(int next) {
    return (next >= '0' && next <= '9') || "+-.eE".indexOf(next) >= 0;
  }

  private void literal(String word) throws IOException {
    for (int i = 0; i < word.length(); i++) {
      if (read() != word.charAt(i)) {
        throw failure("expected " + word);
      }
    }
  }

  private void expect(char wanted) throws IOException {
    if (token() != wanted) {
      throw failure("expected '" + wanted + "'");
    }
    read();
  }

  private int token() throws IOException {
    while (peek() == ' ' || ahead == '\n' || ahead == '\r' || ahead == '\t') {
      read();
    }
    return ahead;
  }

  private int peek() throws IOException {
    if (ahead == NONE) {
      ahead = in.read();
    }
    return ahead;
  }

  private int read() throws IOException {
    int next = peek();
    ahead = NONE;
    position++;
    return next;
  }

  private JsonException failure(String message) {
    return new JsonException(message, position);
  }
}
