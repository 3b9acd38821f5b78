package io.prefork.operator.measure;

/**
 * A condition before it has a time.
 *
 * @param reason CamelCase, stable
 * @param message one line; no figure that changes while nothing happens, or the status would be
 *     written for nothing
 */
public record Claim(Type type, Truth truth, String reason, String message) {

  /** Reason of {@link Type#Ready}: the policy itself has to be changed. */
  public static final String INVALID_SPEC = "InvalidSpec";

  public enum Type {
    /** Pods are matched, carry the sidecar and report. */
    Ready,
    /** Every matched pod carries the sidecar. */
    Injected,
    /** The treated pods need less than the baseline. */
    Verified,
    /** Something is wrong with some pods. */
    Degraded,
    /** An older policy has pods that this one selects. */
    Conflict
  }

  public enum Truth {
    True,
    False,
    Unknown
  }
}
