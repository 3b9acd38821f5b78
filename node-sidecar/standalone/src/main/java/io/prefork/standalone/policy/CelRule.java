package io.prefork.standalone.policy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * One entry of {@code x-kubernetes-validations}. An API server runs its expression; here stands a
 * predicate for each expression that the CRD uses, found by its very text, so that none can be
 * changed or added there without a test failing here.
 */
final class CelRule {
  private final Map<?, ?> declared;

  CelRule(Object declared) {
    this.declared = (Map<?, ?>) declared;
  }

  String expression() {
    return (String) declared.get("rule");
  }

  boolean isKnown() {
    return Expressions.PREDICATES.containsKey(expression())
        && (messageExpression() == null || Expressions.MESSAGES.containsKey(messageExpression()));
  }

  String messageExpression() {
    return (String) declared.get("messageExpression");
  }

  /**
   * @param self the value that the rule stands at, valid but for its rules
   */
  boolean holds(Object self) {
    Predicate<Object> predicate = Expressions.PREDICATES.get(expression());
    return Objects.requireNonNull(predicate, this::expression).test(self);
  }

  /** Where the message belongs below that value: empty, or such as {@code .min}. */
  String fieldPath() {
    return Objects.requireNonNullElse((String) declared.get("fieldPath"), "");
  }

  String message(Object self) {
    return messageExpression() == null
        ? (String) declared.get("message")
        : Expressions.MESSAGES.get(messageExpression()).apply(self);
  }

  /** The rules at one place of a schema. */
  static List<CelRule> of(Map<?, ?> schema) {
    return schema.get("x-kubernetes-validations") instanceof List<?> rules
        ? rules.stream().map(CelRule::new).toList()
        : List.of();
  }
}
