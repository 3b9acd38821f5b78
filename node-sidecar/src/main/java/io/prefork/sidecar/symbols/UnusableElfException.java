package io.prefork.sidecar.symbols;

import java.io.IOException;

/** A file that does not tell where the collector is; the message says why, without its path. */
public final class UnusableElfException extends IOException {
  UnusableElfException(String message) {
    super(message);
  }
}
