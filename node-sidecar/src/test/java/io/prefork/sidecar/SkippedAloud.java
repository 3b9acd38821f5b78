package io.prefork.sidecar;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Prints why a test was not run: the build's own summary only counts them. */
public final class SkippedAloud implements TestWatcher {

  @Override
  public void testAborted(ExtensionContext test, Throwable cause) {
    System.out.printf(
        "skipped: %s.%s: %s%n",
        test.getRequiredTestClass().getSimpleName(), test.getDisplayName(), cause.getMessage());
  }
}
