package io.prefork.standalone.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds values against a structural schema as an API server does: null is the same as absent,
 * defaults are filled in, then everything is checked, and the rules where the rest is right.
 * Source: Kubernetes documentation, "Extend the Kubernetes API with CustomResourceDefinitions".
 */
final class SchemaCheck {
  /** What is understood here; a test holds the CRD against it. */
  static final Set<String> KEYWORDS =
      Set.of(
          "additionalProperties",
          "anyOf",
          "default",
          "description",
          "enum",
          "items",
          "maxItems",
          "maxLength",
          "maxProperties",
          "maximum",
          "minLength",
          "minimum",
          "properties",
          "required",
          "type",
          "x-kubernetes-int-or-string",
          "x-kubernetes-map-type",
          // Left to an admission policy there; unknown fields are refused here all the same.
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-validations");

  private final List<Refusal> refusals = new ArrayList<>();

  /** What was refused so far, in the order of the schema. */
  List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  void refuse(String path, String message) {
    refusals.add(new Refusal(path, message));
  }

  /**
   * @param path of the value, for messages
   * @param value not null
   * @return the value with its defaults
   */
  Object complete(String path, Map<?, ?> schema, Object value) {
    int before = refusals.size();
    Object complete = value;
    if (!hasType(schema, value)) {
      refuse(path, show(value) + " must be of type " + typeName(schema));
    } else if (value instanceof Map<?, ?> map) {
      complete = object(path, schema, map);
    } else if (value instanceof List<?> list) {
      complete = array(path, schema, list);
    } else {
      scalar(path, schema, value);
    }
    if (refusals.size() == before) {
      rules(path, schema, complete);
    }
    return complete;
  }

  private Map<String, Object> object(String path, Map<?, ?> schema, Map<?, ?> value) {
    Map<?, ?> properties = map(schema.get("properties"));
    Map<?, ?> additional = map(schema.get("additionalProperties"));
    Map<String, Object> complete = new LinkedHashMap<>();
    value.forEach((key, member) -> {
      String name = String.valueOf(key);
      if (!properties.containsKey(name) && additional.isEmpty()) {
        unknown(path, name, properties);
      } else if (member != null) {
        Map<?, ?> of = properties.containsKey(name) ? map(properties.get(name)) : additional;
        complete.put(name, complete(path + "." + name, of, member));
      }
    });
    properties.forEach((name, property) -> {
      Object fallback = map(property).get("default");
      if (!complete.containsKey(name) && fallback != null) {
        String field = path + "." + name;
        complete.put((String) name, complete(field, map(property), fallback));
      }
    });
    for (Object name : list(schema.get("required"))) {
      if (value.get(name) == null) {
        refuse(path + "." + name, "Required value: " + description(properties.get(name)));
      }
    }
    bounds(path, schema, "Properties", complete.size(), "entries");
    return complete;
  }

  private void unknown(String path, String name, Map<?, ?> properties) {
    refuse(
        path + "." + name,
        "unknown field: remove it, or write one of "
            + properties.keySet().stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  private static String description(Object property) {
    return String.valueOf(map(property).get("description"));
  }

  private List<Object> array(String path, Map<?, ?> schema, List<?> value) {
    List<Object> complete = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      String at = path + "[" + i + "]";
      if (value.get(i) == null) {
        refuse(at, "null must be of type " + typeName(map(schema.get("items"))));
      } else {
        complete.add(complete(at, map(schema.get("items")), value.get(i)));
      }
    }
    bounds(path, schema, "Items", value.size(), "items");
    return complete;
  }

  private void scalar(String path, Map<?, ?> schema, Object value) {
    List<?> allowed = list(schema.get("enum"));
    if (!allowed.isEmpty() && !allowed.contains(value)) {
      String names = allowed.stream().map(SchemaCheck::show).collect(Collectors.joining(", "));
      refuse(path, show(value) + " is not one of the supported values: " + names);
    }
    if (value instanceof String text) {
      int length = text.codePointCount(0, text.length());
      bounds(path, schema, "Length", length, "characters");
    } else if (value instanceof Number number) {
      bounds(path, schema, "imum", number, "");
    }
  }

  private void bounds(String path, Map<?, ?> schema, String of, Number value, String unit) {
    Bounds.obstacle((Number) schema.get("min" + of), (Number) schema.get("max" + of), value, unit)
        .ifPresent(obstacle -> refuse(path, obstacle));
  }

  /** The rules at one place, where the value is right in all else. */
  void rules(String path, Map<?, ?> schema, Object value) {
    for (CelRule rule : CelRule.of(schema)) {
      if (!rule.holds(value)) {
        refuse(path + rule.fieldPath(), refusedValue(rule, value) + rule.message(value));
      }
    }
  }

  /** The value that the message is about, where there is one small enough to be shown. */
  private static String refusedValue(CelRule rule, Object value) {
    Object shown =
        rule.fieldPath().isEmpty() ? value : map(value).get(rule.fieldPath().substring(1));
    return shown == null || shown instanceof Map || shown instanceof List ? "" : show(shown) + ": ";
  }

  private static boolean hasType(Map<?, ?> schema, Object value) {
    if (Boolean.TRUE.equals(schema.get("x-kubernetes-int-or-string"))) {
      return value instanceof String || isInteger(value);
    }
    return switch ((String) schema.get("type")) {
      case "object" -> value instanceof Map;
      case "array" -> value instanceof List;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> isInteger(value);
      case "number" -> value instanceof Number;
      default -> throw new IllegalStateException("type " + schema.get("type") + " in the CRD");
    };
  }

  private static boolean isInteger(Object value) {
    return value instanceof Number number && Bounds.isInteger(number);
  }

  private static String typeName(Map<?, ?> schema) {
    Object type = schema.get("type");
    if (type == null) {
      return "integer or string";
    }
    return type.equals("string") ? "string: write it in quotes" : type.toString();
  }

  private static String show(Object value) {
    return value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
  }

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
