package io.prefork.policy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Validation;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidationBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ValidatingAdmissionPolicy that refuses fields which the CRD does not know.
 *
 * <p>An API server alone answers {@code unknown field} to a client that asks for strict validation,
 * without a word on what to write instead, and drops the field in silence for every other client.
 * So the schema lets unknown fields through to this policy, which the API server evaluates itself,
 * with or without the operator.
 *
 * <p>Fields of list items and of {@code status} are left to the API server.
 */
final class KnownFields {

  /** Relative to the module, where Maven runs the tests. */
  static final Path COMMITTED = Path.of("generated", "memorypolicies.prefork.io-fields.yml");

  /** What the API server calls the policy that is written. */
  private static final String ROOT = "object";

  private static final String SPEC = ROOT + ".spec";

  private static final String NAME = "memorypolicies.prefork.io";

  private KnownFields() {}

  static String committed() throws IOException {
    return Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "";
  }

  /** Has the schema keep what it does not know, wherever {@link #generate} looks. */
  static void leaveTheRestTo(JSONSchemaProps root) {
    of(root).values().forEach(schema -> schema.setXKubernetesPreserveUnknownFields(true));
  }

  /** The YAML of the policy and its binding, from the YAML of the CRD. */
  static String generate(String crdYaml) {
    var yaml = new KubernetesSerialization();
    var crd = yaml.unmarshal(crdYaml, CustomResourceDefinition.class);
    var version = crd.getSpec().getVersions().getFirst();
    var objects = of(version.getSchema().getOpenAPIV3Schema());
    return Stream.of(policy(version.getName(), objects), binding())
        .map(yaml::asYaml)
        .collect(Collectors.joining());
  }

  /** The objects that users write, by their path in CEL. */
  private static Map<String, JSONSchemaProps> of(JSONSchemaProps root) {
    Map<String, JSONSchemaProps> objects = new LinkedHashMap<>();
    objects.put(ROOT, root);
    collect(SPEC, root.getProperties().get("spec"), objects);
    return objects;
  }

  private static void collect(
      String path, JSONSchemaProps schema, Map<String, JSONSchemaProps> into) {
    if (schema.getProperties() != null && !schema.getProperties().isEmpty()) {
      into.put(path, schema);
      schema.getProperties().forEach((name, inner) -> collect(path + "." + name, inner, into));
    }
  }

  private static HasMetadata policy(String version, Map<String, JSONSchemaProps> objects) {
    List<Validation> validations = new ArrayList<>();
    objects.forEach((path, schema) -> validations.add(validation(path, schema)));
    return new ValidatingAdmissionPolicyBuilder()
        .withNewMetadata()
        .withName(NAME)
        .endMetadata()
        .withNewSpec()
        .withFailurePolicy("Fail")
        .withNewMatchConstraints()
        .addNewResourceRule()
        .withApiGroups("prefork.io")
        .withApiVersions(version)
        .withOperations("CREATE", "UPDATE")
        .withResources("memorypolicies")
        .endResourceRule()
        .endMatchConstraints()
        .addNewMatchCondition()
        // What was stored before this policy was there can still get a label or lose a finalizer.
        .withName("spec-is-new")
        .withExpression("oldObject == null || object.spec != oldObject.spec")
        .endMatchCondition()
        .withValidations(validations)
        .endSpec()
        .build();
  }

  private static Validation validation(String path, JSONSchemaProps schema) {
    boolean top = path.equals(ROOT);
    var names = new TreeSet<>(schema.getProperties().keySet());
    if (top) {
      names.addAll(List.of("apiVersion", "kind", "metadata"));
    }
    String known = names.stream().collect(Collectors.joining("', '", "['", "']"));
    String present = optional(path).map("!has(%s) || "::formatted).collect(Collectors.joining());
    String prefix = top ? "" : path.substring(ROOT.length() + 1) + ".";
    String remedy =
        "unknown field: remove it, or write "
            + (top ? "it below spec" : "one of " + String.join(", ", names));
    return new ValidationBuilder()
        .withExpression(present + path + ".all(field, field in " + known + ")")
        .withReason("Invalid")
        .withMessage(remedy)
        .withMessageExpression(
            "%s.filter(field, !(field in %s)).map(field, '%s' + field).join(', ') + ': %s'"
                .formatted(path, known, prefix, remedy))
        .build();
  }

  /** The path and those that it leads through, outermost first: any of them may be missing. */
  private static Stream<String> optional(String path) {
    if (path.equals(ROOT)) {
      return Stream.of();
    }
    String parent = path.substring(0, path.lastIndexOf('.'));
    return Stream.concat(parent.equals(SPEC) ? Stream.of() : optional(parent), Stream.of(path));
  }

  private static HasMetadata binding() {
    return new ValidatingAdmissionPolicyBindingBuilder()
        .withNewMetadata()
        .withName(NAME)
        .endMetadata()
        .withNewSpec()
        .withPolicyName(NAME)
        .withValidationActions("Deny")
        .endSpec()
        .build();
  }
}
