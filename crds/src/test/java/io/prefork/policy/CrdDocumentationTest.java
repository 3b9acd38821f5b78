package io.prefork.policy;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code kubectl explain mempol.spec --recursive} answers without a manual. */
class CrdDocumentationTest {

  static Set<Map.Entry<String, JSONSchemaProps>> fields() throws IOException {
    return fieldsBelow("").entrySet();
  }

  static Set<Map.Entry<String, JSONSchemaProps>> specFields() throws IOException {
    return fieldsBelow("spec.").entrySet();
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("fields")
  void describesEveryField(Map.Entry<String, JSONSchemaProps> field) {
    assertNotNull(field.getValue().getDescription(), field.getKey());
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("specFields")
  void saysTheDefaultOfEveryFieldThatAUserWrites(Map.Entry<String, JSONSchemaProps> field) {
    String description = field.getValue().getDescription();
    var value = field.getValue().getDefault();
    String expected =
        value != null && value.isTextual()
            ? "Default: " + value.asText() + "."
            : description.contains("Required") ? "no default." : "Default: ";

    assertTrue(description.contains(expected), field.getKey() + ": " + description);
  }

  private static Map<String, JSONSchemaProps> fieldsBelow(String prefix) throws IOException {
    var crd =
        new KubernetesSerialization()
            .unmarshal(CrdYaml.committed(), CustomResourceDefinition.class);
    Map<String, JSONSchemaProps> fields = new TreeMap<>();
    collect("", crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema(), fields);
    fields.keySet().removeIf(path -> !path.startsWith(prefix));
    return fields;
  }

  private static void collect(
      String path, JSONSchemaProps schema, Map<String, JSONSchemaProps> into) {
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach((name, property) -> {
            into.put(path + name, property);
            collect(path + name + ".", property, into);
          });
    }
    if (schema.getItems() != null) {
      collect(path, schema.getItems().getSchema(), into);
    }
  }
}
