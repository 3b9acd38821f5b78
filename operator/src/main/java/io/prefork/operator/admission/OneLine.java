package io.prefork.operator.admission;

/** An exception for a log that has one line for each event. */
final class OneLine {

  private OneLine() {}

  /** Its class and what it says, up to the first line break. */
  static String of(Throwable failure) {
    return failure.toString().lines().findFirst().orElseThrow();
  }
}
