package io.prefork.operator.measure;

import io.prefork.policy.MemoryPolicySpec.Gc;
import java.util.Optional;

/**
 * What a policy wants of the pods that it applies to.
 *
 * @param policy {@code namespace/name}
 * @param gc the collector mode that its workers shall have when it is enforced
 * @param mostWorkers that a pool may be made to have, or empty: its size is left to the server
 */
public record Goal(String policy, Gc.Mode gc, Optional<Integer> mostWorkers) {}
