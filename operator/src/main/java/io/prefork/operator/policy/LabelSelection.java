package io.prefork.operator.policy;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Evaluates a label selector as the API server does (Kubernetes documentation, "Labels and
 * Selectors": all requirements must hold; {@code NotIn} also holds where the label is absent).
 */
final class LabelSelection {

  private LabelSelection() {}

  /**
   * Whether the selector matches the labels. An absent or empty selector matches nothing here: the
   * CRD refuses it, and a policy must never apply to a whole namespace by omission.
   */
  static boolean matches(LabelSelector selector, Map<String, String> labels) {
    return !isEmpty(selector)
        && orEmpty(selector.getMatchLabels()).entrySet().stream()
            .allMatch(entry -> Objects.equals(labels.get(entry.getKey()), entry.getValue()))
        && orEmpty(selector.getMatchExpressions()).stream()
            .allMatch(requirement -> holds(requirement, labels));
  }

  static boolean isEmpty(LabelSelector selector) {
    return selector == null
        || orEmpty(selector.getMatchLabels()).isEmpty()
            && orEmpty(selector.getMatchExpressions()).isEmpty();
  }

  private static boolean holds(LabelSelectorRequirement requirement, Map<String, String> labels) {
    String value = labels.get(requirement.getKey());
    List<String> values = orEmpty(requirement.getValues());
    return switch (requirement.getOperator()) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case null, default -> false;
    };
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
