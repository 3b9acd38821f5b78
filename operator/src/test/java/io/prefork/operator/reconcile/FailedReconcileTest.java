package io.prefork.operator.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class FailedReconcileTest {

  @Test
  void saysWhatTheApiServerAnswered() {
    Exception refused =
        new KubernetesClientException(
            "Failure executing: PATCH at: https://10.96.0.1/...",
            403,
            new StatusBuilder().withMessage("cannot patch\nin the namespace").build());

    assertEquals("cannot patch", FailedReconcile.cause(refused));
  }

  @Test
  void saysWhyThereWasNoAnswer() {
    String cause =
        FailedReconcile.cause(
            new KubernetesClientException("patch failed", new IOException("connection refused")));

    assertTrue(cause.contains("patch failed"), cause);
    assertTrue(cause.contains("java.io.IOException: connection refused"), cause);
  }

  @Test
  void saysWhereAMistakeOfOurOwnIs() {
    String cause = FailedReconcile.cause(new IllegalStateException("first line\nsecond line"));

    assertTrue(cause.startsWith("java.lang.IllegalStateException: first line at "), cause);
    assertTrue(cause.contains("FailedReconcileTest.java:"), cause);
    assertEquals(1, cause.lines().count());
  }

  @Test
  void knowsTheEndOfTheProcessFromAFailure() {
    assertTrue(
        FailedReconcile.isInterruption(
            new KubernetesClientException("patch failed", new InterruptedException())));
    assertFalse(
        FailedReconcile.isInterruption(
            new KubernetesClientException("patch failed", new IOException("connection refused"))));
  }
}
