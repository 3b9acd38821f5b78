package io.prefork.sidecar.decide;

/** How a worker can be made to end without a request being cut off. */
public enum Ending {
  /** By its server's own graceful end, while it is in no request. */
  WHEN_IDLE,
  /** However busy it is: it leaves once its request has ended. */
  AFTER_REQUEST,
  /** Not at all: its server's graceful end cuts off what began since it was seen to be idle. */
  NEVER
}
