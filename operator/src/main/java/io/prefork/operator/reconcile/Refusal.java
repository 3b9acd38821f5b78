package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Why the API server did not do what it was asked, in one line. */
final class Refusal {

  private Refusal() {}

  /** The server's own words where it answered; the client's message repeats the whole answer. */
  static String reason(KubernetesClientException e) {
    String words =
        e.getStatus() == null || e.getStatus().getMessage() == null
            ? e.getMessage()
            : e.getStatus().getMessage();
    return String.valueOf(words).lines().findFirst().orElse("");
  }
}
