package io.prefork.operator.measure;

import io.prefork.policy.MemoryPolicySpec.Gc;

/**
 * What a policy wants of the pods that it applies to.
 *
 * @param policy {@code namespace/name}
 * @param gc the collector mode that its workers shall have when it is enforced
 */
public record Goal(String policy, Gc.Mode gc) {}
