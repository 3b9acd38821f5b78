package io.prefork.operator.policy;

/**
 * The pod label that names the policy by which a pod was injected. The CRD refuses a policy whose
 * name is too long for a label's value.
 */
public final class PolicyLabel {

  public static final String KEY = "prefork.io/policy";

  private PolicyLabel() {}
}
