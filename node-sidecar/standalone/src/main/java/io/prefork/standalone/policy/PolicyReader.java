package io.prefork.standalone.policy;

import io.prefork.protocol.Directive;
import io.prefork.protocol.DirectiveOfSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** From the text of a MemoryPolicy to its directive. */
public final class PolicyReader {
  static final String API_VERSION = "prefork.io/v1alpha1";
  static final String KIND = "MemoryPolicy";
  private static final String DEFAULT_NAMESPACE = "default";

  private static final Set<String> MEMBERS =
      Set.of("apiVersion", "kind", "metadata", "spec", "status");

  private final Map<?, ?> schema = Schema.read();
  private final Map<?, ?> specSchema =
      (Map<?, ?>) ((Map<?, ?>) schema.get("properties")).get("spec");

  /**
   * The policy in a file, which may hold resources of other kinds as well.
   *
   * @param file names the text in messages
   * @param generation of the directive
   * @throws PolicyRefusedException naming everything that is wrong
   */
  public Directive read(String file, String text, long generation) throws PolicyRefusedException {
    Map<?, ?> policy = only(file, documents(file, text));
    SchemaCheck check = new SchemaCheck();
    envelope(policy, check);
    Object spec = policy.get("spec");
    Object complete = spec == null ? Map.of() : check.complete("spec", specSchema, spec);
    if (spec == null) {
      check.refuse("spec", "Required value: write at least a selector and a mode");
    }
    if (check.refusals().isEmpty()) {
      Map<String, Object> whole = new HashMap<>();
      whole.put("metadata", policy.get("metadata"));
      whole.put("spec", complete);
      check.rules("", schema, whole);
    }
    if (!check.refusals().isEmpty()) {
      throw new PolicyRefusedException(file, check.refusals());
    }
    return directive((Map<?, ?>) policy.get("metadata"), (Map<?, ?>) complete, generation);
  }

  private static Directive directive(Map<?, ?> metadata, Map<?, ?> spec, long generation) {
    Object namespace = metadata.get("namespace");
    String name = (namespace == null ? DEFAULT_NAMESPACE : namespace) + "/" + metadata.get("name");
    Object container = spec.get("container");
    return DirectiveOfSpec.of(
        name, generation, container == null ? null : container.toString(), spec);
  }

  private static List<Object> documents(String file, String text) throws PolicyRefusedException {
    try {
      return Yaml.documents(file, text);
    } catch (YamlEngineException notYaml) {
      throw refused(
          file, "not YAML: " + notYaml.getMessage().strip().replaceAll("\\s*\n\\s*", "; "));
    }
  }

  private static Map<?, ?> only(String file, List<Object> documents) throws PolicyRefusedException {
    List<Map<?, ?>> policies = new ArrayList<>();
    for (Object document : documents) {
      if (document instanceof Map<?, ?> map && KIND.equals(map.get("kind"))) {
        policies.add(map);
      }
    }
    if (policies.size() != 1) {
      throw refused(
          file,
          "holds "
              + policies.size()
              + " documents of kind "
              + KIND
              + ", expected one: apiVersion: "
              + API_VERSION
              + ", kind: "
              + KIND
              + ", metadata with a name, and spec");
    }
    return policies.getFirst();
  }

  private static PolicyRefusedException refused(String file, String message) {
    return new PolicyRefusedException(file, List.of(new Refusal("", message)));
  }

  private static void envelope(Map<?, ?> policy, SchemaCheck check) {
    for (Object member : policy.keySet()) {
      if (!MEMBERS.contains(member)) {
        check.refuse(String.valueOf(member), "unknown field: remove it, or write it below spec");
      }
    }
    if (!API_VERSION.equals(policy.get("apiVersion"))) {
      check.refuse("apiVersion", policy.get("apiVersion") + ": write " + API_VERSION);
    }
    Object name =
        policy.get("metadata") instanceof Map<?, ?> metadata ? metadata.get("name") : null;
    if (!(name instanceof String text) || !Labels.isSubdomain(text)) {
      check.refuse(
          "metadata.name",
          name + ": write a name of lower-case letters, digits, '-' and '.', such as web");
    }
  }
}
