package io.prefork.sidecar.decide;

/** What keeps the pool from serving more. */
public enum Bound {
  /** There is demand and processor time left: one more worker would serve more. */
  MEMORY,
  /** There is demand, but no processor time left. */
  PROCESSOR,
  /** There is no demand. */
  IDLE,
  /** There is demand, and the server or the policy allows no more workers. */
  CEILING,
  /** Whether there is demand is not known. */
  UNKNOWN
}
