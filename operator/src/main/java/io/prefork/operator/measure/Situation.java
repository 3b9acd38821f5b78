package io.prefork.operator.measure;

import java.util.List;

/**
 * All that one look at the world found about a policy.
 *
 * @param pods that it applies to, by name
 * @param contested pods that it selects but an older policy has, by name
 * @param problems what is wrong with the policy, each a line that names field, value and remedy
 */
public record Situation(
    Goal goal, List<ObservedPod> pods, List<Contested> contested, List<String> problems) {

  /**
   * @param winner name of the older policy
   */
  public record Contested(String pod, String winner) {}
}
