package io.prefork.sidecar.decide;

/** What to do now. */
public sealed interface Action {

  /** Nothing. */
  record Hold() implements Action {}

  /**
   * @param workers more, at least 1
   */
  record Grow(int workers) implements Action {}

  /**
   * @param workers fewer, at least 1
   */
  record Shrink(int workers) implements Action {}

  /** A graceful respawn of this worker. */
  record Recycle(WorkerId worker) implements Action {}

  /** SIGKILL to this worker. */
  record Kill(WorkerId worker) implements Action {}
}
