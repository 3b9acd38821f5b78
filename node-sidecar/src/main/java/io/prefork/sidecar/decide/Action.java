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

  /**
   * A graceful respawn of this worker.
   *
   * @param ending {@link Ending#WHEN_IDLE}: now, since it is idle or its server does not tell;
   *     {@link Ending#AFTER_REQUEST}: it is busy, and leaves once its request has ended
   */
  record Recycle(WorkerId worker, Ending ending) implements Action {

    /** As reports call it. */
    public String name() {
      return ending == Ending.AFTER_REQUEST ? "RecycleAfterRequest" : "Recycle";
    }
  }

  /** SIGKILL to this worker. */
  record Kill(WorkerId worker) implements Action {}
}
