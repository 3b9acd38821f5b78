package io.prefork.sidecar.json;

/** Writes one JSON value. A member whose value is null is left out. */
public final class JsonWriter {
  private final StringBuilder out = new StringBuilder(2048);
  private boolean first = true;

  public JsonWriter beginObject() {
    return open('{');
  }

  /** A member that is an object; {@link #end}s later. */
  public JsonWriter beginObject(String name) {
    name(name);
    first = true;
    return open('{');
  }

  public JsonWriter endObject() {
    return close('}');
  }

  public JsonWriter beginArray(String name) {
    name(name);
    first = true;
    return open('[');
  }

  public JsonWriter endArray() {
    return close(']');
  }

  public JsonWriter member(String name, String value) {
    if (value != null) {
      name(name);
      quoted(value);
    }
    return this;
  }

  /**
   * @param value a finite number, or null
   */
  public JsonWriter member(String name, Number value) {
    if (value != null) {
      name(name);
      out.append(value);
    }
    return this;
  }

  public JsonWriter member(String name, Boolean value) {
    if (value != null) {
      name(name);
      out.append(value);
    }
    return this;
  }

  public JsonWriter element(Number value) {
    comma();
    out.append(value);
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private JsonWriter open(char bracket) {
    comma();
    out.append(bracket);
    first = true;
    return this;
  }

  private JsonWriter close(char bracket) {
    out.append(bracket);
    first = false;
    return this;
  }

  private void name(String name) {
    comma();
    quoted(name);
    out.append(':');
  }

  private void comma() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '"' || character == '\\') {
        out.append('\\').append(character);
      } else if (character < ' ' || Character.isSurrogate(character)) {
        String digits = Integer.toHexString(character);
        out.append("\\u").append("0".repeat(4 - digits.length())).append(digits);
      } else {
        out.append(character);
      }
    }
    out.append('"');
  }
}
