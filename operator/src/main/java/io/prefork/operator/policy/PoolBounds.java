package io.prefork.operator.policy;

import io.prefork.policy.MemoryPolicySpec;
import java.util.Optional;

/** Between what a policy lets the number of workers be set. */
public final class PoolBounds {

  private PoolBounds() {}

  /**
   * Most workers that a pod's pool may be made to have, or empty: its size is left to the server.
   * Only an enforced policy that declares a maximum, and spends memory on workers, sets the size.
   */
  public static Optional<Integer> mostWorkers(MemoryPolicySpec spec) {
    boolean sized =
        spec.mode() == MemoryPolicySpec.Mode.Enforce
            && spec.reclaim() != MemoryPolicySpec.Reclaim.Respawns
            && spec.server() != MemoryPolicySpec.Server.Gunicorn
            && spec.workers() != null;
    return sized ? Optional.ofNullable(spec.workers().max()) : Optional.empty();
  }
}
