package io.prefork.sidecar.proc;

import java.io.IOException;

/** A file of {@code /proc} that does not look as its man page says. */
public final class MalformedProcException extends IOException {
  private static final int SHOWN = 80;

  MalformedProcException(String file, String text) {
    super(file + ": unexpected text: " + text.substring(0, Math.min(SHOWN, text.length())));
  }
}
