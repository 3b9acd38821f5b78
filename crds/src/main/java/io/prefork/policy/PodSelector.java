package io.prefork.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/**
 * The schema of {@code spec.selector}. Java code uses the client's LabelSelector, which has the
 * same JSON and says nothing about what is valid in it: an invalid one would fail only later, in
 * the operator's queries. The bounds keep the cost of the rules within what the API server allows.
 */
@ValidationRule(
    value =
        "has(self.matchLabels) && size(self.matchLabels) > 0"
            + " || has(self.matchExpressions) && size(self.matchExpressions) > 0",
    message =
        "an empty selector would select every pod of the namespace: name a label of the pods,"
            + " such as matchLabels: {app: web}")
record PodSelector(
    @Size(max = 32)
        @ValidationRule(
            value =
                "self.all(key, !format.qualifiedName().validate(key).hasValue()"
                    + " && !format.labelValue().validate(self[key]).hasValue())",
            message =
                "write labels as pods carry them: a name such as app or example.com/app, and a"
                    + " value of at most 63 letters, digits, '-', '_' and '.'")
        @JsonPropertyDescription(
            "Labels that a pod must all have, with these values. Default: none.")
        Map<String, @Size(max = 63) String> matchLabels,
    @Size(max = 32)
        @JsonPropertyDescription("Requirements that a pod must all meet. Default: none.")
        List<Requirement> matchExpressions) {

  @ValidationRule(
      value =
          "self.operator in ['In', 'NotIn'] ? has(self.values) && size(self.values) > 0"
              + " : !has(self.values) || size(self.values) == 0",
      fieldPath = ".values",
      message =
          "write at least one value for In and NotIn, and leave values out for Exists and"
              + " DoesNotExist")
  record Requirement(
      @Required
          @Size(min = 1, max = 317)
          @ValidationRule(
              value = "!format.qualifiedName().validate(self).hasValue()",
              message = "write a label's name, such as app or example.com/app")
          @JsonPropertyDescription("Name of the label. Required, no default.")
          String key,
      @Required
          @JsonPropertyDescription("How the label's value relates to values. Required, no default.")
          Operator operator,
      @Size(max = 32)
          @ValidationRule(
              value = "self.all(value, !format.labelValue().validate(value).hasValue())",
              message =
                  "write values as labels have them: at most 63 letters, digits, '-', '_' and '.'")
          @JsonPropertyDescription(
              "Values for In and NotIn; left out for Exists and DoesNotExist. Default: none.")
          List<@Size(max = 63) String> values) {

    enum Operator {
      In,
      NotIn,
      Exists,
      DoesNotExist
    }
  }
}
