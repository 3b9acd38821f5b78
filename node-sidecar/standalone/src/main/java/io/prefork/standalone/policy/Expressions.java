package io.prefork.standalone.policy;

import io.prefork.protocol.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What the CRD's expressions mean, by their text. */
final class Expressions {
  private static final Pattern CONTAINER = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern PERCENTAGE = Pattern.compile("([1-9][0-9]?|100)%");
  private static final Pattern SHARE =
      Pattern.compile("(?![0.]+%)(100|[0-9]{1,2}([.][0-9]{1,2})?)%");
  private static final long LEAST_THRESHOLD_BYTES = 1 << 20;

  static final Map<String, Predicate<Object>> PREDICATES =
      Map.ofEntries(
          rule(
              "self.metadata.name.size() <= 63",
              self -> text(map(map(self).get("metadata")), "name").length() <= 63),
          rule(
              "self.matches('^(100|[0-9]{1,2}([.][0-9]{1,2})?)%$') && !self.matches('^[0.]+%$')",
              self -> SHARE.matcher((String) self).matches()),
          rule(
              "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
              self -> CONTAINER.matcher((String) self).matches()),
          rule(
              "string(self).endsWith('%') ? string(self).matches('^([1-9][0-9]?|100)%$')"
                  + " : isQuantity(string(self)) && !quantity(string(self)).isLessThan(quantity('1Mi'))",
              self -> isThreshold(String.valueOf(self))),
          rule(
              "!has(self.killAbove) || has(self.recycleAbove)",
              self -> !has(self, "killAbove") || has(self, "recycleAbove")),
          rule(
              "!has(self.killAbove) || !has(self.recycleAbove) || string(self.killAbove).endsWith('%')"
                  + " == string(self.recycleAbove).endsWith('%')",
              self ->
                  !hasBothThresholds(self)
                      || isPercentage(self, "killAbove") == isPercentage(self, "recycleAbove")),
          rule(
              "!has(self.killAbove) || !has(self.recycleAbove) || string(self.killAbove).endsWith('%')"
                  + " != string(self.recycleAbove).endsWith('%')"
                  + " || !isQuantity(string(self.killAbove).replace('%', ''))"
                  + " || !isQuantity(string(self.recycleAbove).replace('%', ''))"
                  + " || quantity(string(self.killAbove).replace('%', ''))"
                  + ".isGreaterThan(quantity(string(self.recycleAbove).replace('%', '')))",
              Expressions::killsAboveRecycling),
          rule(
              "!format.qualifiedName().validate(self).hasValue()",
              self -> Labels.isQualifiedName((String) self)),
          rule(
              "self.all(value, !format.labelValue().validate(value).hasValue())",
              self -> list(self).stream().allMatch(value -> Labels.isValue((String) value))),
          rule(
              "self.operator in ['In', 'NotIn'] ? has(self.values) && size(self.values) > 0"
                  + " : !has(self.values) || size(self.values) == 0",
              self ->
                  List.of("In", "NotIn").contains(map(self).get("operator"))
                      != list(map(self).get("values")).isEmpty()),
          rule(
              "self.all(key, !format.qualifiedName().validate(key).hasValue()"
                  + " && !format.labelValue().validate(self[key]).hasValue())",
              self ->
                  map(self).entrySet().stream()
                      .allMatch(label ->
                          Labels.isQualifiedName((String) label.getKey())
                              && Labels.isValue((String) label.getValue()))),
          rule(
              "has(self.matchLabels) && size(self.matchLabels) > 0"
                  + " || has(self.matchExpressions) && size(self.matchExpressions) > 0",
              self ->
                  !map(map(self).get("matchLabels")).isEmpty()
                      || !list(map(self).get("matchExpressions")).isEmpty()),
          rule(
              "!has(self.reclaim) || self.reclaim != 'Workers' || has(self.workers) && has(self.workers.max)",
              self ->
                  !"Workers".equals(map(self).get("reclaim"))
                      || has(map(self).get("workers"), "max")),
          rule(
              "!has(self.reclaim) || self.reclaim != 'Respawns' || has(self.rss) &&"
                  + " has(self.rss.recycleAbove)",
              self ->
                  !"Respawns".equals(map(self).get("reclaim"))
                      || has(map(self).get("rss"), "recycleAbove")),
          rule(
              "!has(self.reenable) || self.reenable != 'Block'"
                  + " || has(self.mode) && self.mode != 'Default'",
              self ->
                  !"Block".equals(map(self).get("reenable"))
                      || has(self, "mode") && !"Default".equals(map(self).get("mode"))),
          rule(
              "!has(self.cycleGuard) || has(self.mode) && self.mode != 'Default'",
              self ->
                  !has(self, "cycleGuard")
                      || has(self, "mode") && !"Default".equals(map(self).get("mode"))),
          rule("!has(self.min) || has(self.max)", self -> !has(self, "min") || has(self, "max")),
          rule(
              "!has(self.min) || !has(self.max) || self.min <= self.max",
              self ->
                  !has(self, "min")
                      || !has(self, "max")
                      || number(self, "min").compareTo(number(self, "max")) <= 0));

  static final Map<String, Function<Object, String>> MESSAGES =
      Map.of(
          "'must be more than recycleAbove (' + string(self.recycleAbove)"
              + " + '): raise killAbove or lower recycleAbove'",
          self ->
              "must be more than recycleAbove ("
                  + map(self).get("recycleAbove")
                  + "): raise killAbove or lower recycleAbove");

  private Expressions() {}

  private static Map.Entry<String, Predicate<Object>> rule(
      String expression, Predicate<Object> meaning) {
    return Map.entry(expression, meaning);
  }

  private static boolean isThreshold(String text) {
    return text.endsWith("%")
        ? PERCENTAGE.matcher(text).matches()
        : orZero(Quantity.bytes(text)) >= LEAST_THRESHOLD_BYTES;
  }

  private static boolean hasBothThresholds(Object rss) {
    return has(rss, "killAbove") && has(rss, "recycleAbove");
  }

  private static boolean isPercentage(Object rss, String threshold) {
    return text(map(rss), threshold).endsWith("%");
  }

  private static boolean killsAboveRecycling(Object rss) {
    if (!hasBothThresholds(rss)
        || isPercentage(rss, "killAbove") != isPercentage(rss, "recycleAbove")) {
      return true;
    }
    Long kill = Quantity.bytes(text(map(rss), "killAbove").replace("%", ""));
    Long recycle = Quantity.bytes(text(map(rss), "recycleAbove").replace("%", ""));
    return kill == null || recycle == null || kill > recycle;
  }

  private static long orZero(Long bytes) {
    return bytes == null ? 0 : bytes;
  }

  private static boolean has(Object self, String member) {
    return map(self).get(member) != null;
  }

  private static BigDecimal number(Object self, String member) {
    return new BigDecimal(text(map(self), member));
  }

  private static String text(Map<?, ?> self, String member) {
    return String.valueOf(self.get(member));
  }

  private static Map<?, ?> map(Object self) {
    return self == null ? Map.of() : (Map<?, ?>) self;
  }

  private static List<?> list(Object self) {
    return self == null ? List.of() : (List<?>) self;
  }
}
