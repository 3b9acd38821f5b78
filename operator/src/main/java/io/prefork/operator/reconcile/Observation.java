package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.prefork.operator.measure.Situation;
import java.util.List;

/**
 * One look at the world.
 *
 * @param pods that the policy applies to
 * @param situation what was found about them
 */
record Observation(List<Pod> pods, Situation situation) {}
