package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.prefork.operator.telemetry.OneLine;
import java.util.Arrays;
import java.util.stream.Stream;

/** Why a reconcile failed, in one line. */
final class FailedReconcile {

  private FailedReconcile() {}

  /** The API server's own words where it answered. */
  static String cause(Exception failure) {
    return failure instanceof KubernetesClientException refused && refused.getStatus() != null
        ? Refusal.reason(refused)
        : OneLine.withCauses(failure) + place(failure);
  }

  /** Whether the process is ending in the middle of a reconcile, so that nothing failed. */
  static boolean isInterruption(Exception failure) {
    return Stream.<Throwable>iterate(failure, at -> at != null, Throwable::getCause)
        .anyMatch(InterruptedException.class::isInstance);
  }

  /** The innermost line of our own code: the rest of the stack is logged at level debug only. */
  private static String place(Exception failure) {
    return Arrays.stream(failure.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("io.prefork."))
        .findFirst()
        .map(frame -> " at " + frame)
        .orElse("");
  }
}
