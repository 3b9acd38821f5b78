package io.prefork.sidecar.json;

import java.io.IOException;

/** Text that is not JSON, or more of it than this program is ready to read. */
public final class JsonException extends IOException {
  JsonException(String message, long position) {
    super(message + " at byte " + position);
  }

  public JsonException(String message) {
    super(message);
  }
}
