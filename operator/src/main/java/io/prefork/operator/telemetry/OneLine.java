package io.prefork.operator.telemetry;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An exception for a log that has one line for each event. */
public final class OneLine {

  private OneLine() {}

  /** Its class and what it says, up to the first line break. */
  public static String of(Throwable failure) {
    return failure.toString().lines().findFirst().orElseThrow();
  }

  /** The same of it and of what caused it, outermost first. */
  public static String withCauses(Throwable failure) {
    return Stream.iterate(failure, at -> at != null, Throwable::getCause)
        .map(OneLine::of)
        .collect(Collectors.joining("; cause: "));
  }
}
