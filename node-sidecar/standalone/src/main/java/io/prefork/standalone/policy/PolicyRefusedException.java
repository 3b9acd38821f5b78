package io.prefork.standalone.policy;

import java.util.List;

/** A policy that is not valid; the message has one line for each thing that is wrong. */
public final class PolicyRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param file that the policy was read from
   * @param refusals at least one
   */
  PolicyRefusedException(String file, List<Refusal> refusals) {
    super(lines(file, refusals));
  }

  private static String lines(String file, List<Refusal> refusals) {
    StringBuilder text = new StringBuilder();
    for (Refusal refusal : refusals) {
      text.append(text.isEmpty() ? "" : "\n").append(file).append(": ").append(refusal);
    }
    return text.toString();
  }
}
