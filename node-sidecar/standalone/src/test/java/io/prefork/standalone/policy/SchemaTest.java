package io.prefork.standalone.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whatever the CRD declares has its counterpart here. */
class SchemaTest {
  private final List<Map<?, ?>> places = new ArrayList<>();

  SchemaTest() {
    collect(Schema.read());
  }

  @Test
  void understandsEveryKeywordOfTheCrd() {
    Set<String> unknown = new TreeSet<>();
    for (Map<?, ?> place : places) {
      place.keySet().forEach(keyword -> unknown.add((String) keyword));
    }
    unknown.removeAll(SchemaCheck.KEYWORDS);

    assertEquals(Set.of(), unknown);
  }

  @Test
  void knowsWhatEveryRuleOfTheCrdMeans() {
    List<CelRule> rules = rules();

    assertFalse(rules.isEmpty());
    for (CelRule rule : rules) {
      assertTrue(rule.isKnown(), rule::expression);
    }
  }

  @Test
  void keepsNoRuleThatTheCrdNoLongerHas() {
    Set<String> stale = new HashSet<>(Expressions.PREDICATES.keySet());
    Set<String> messages = new HashSet<>(Expressions.MESSAGES.keySet());
    for (CelRule rule : rules()) {
      stale.remove(rule.expression());
      messages.remove(rule.messageExpression());
    }

    assertEquals(Set.of(), stale);
    assertEquals(Set.of(), messages);
  }

  private List<CelRule> rules() {
    return places.stream().flatMap(place -> CelRule.of(place).stream()).toList();
  }

  private void collect(Map<?, ?> place) {
    places.add(place);
    if (place.get("properties") instanceof Map<?, ?> properties) {
      // What the operator writes is not read here.
      properties.forEach((name, property) -> {
        if (!name.equals("status")) {
          collect((Map<?, ?>) property);
        }
      });
    }
    for (String inner : List.of("items", "additionalProperties")) {
      if (place.get(inner) instanceof Map<?, ?> schema) {
        collect(schema);
      }
    }
  }
}
