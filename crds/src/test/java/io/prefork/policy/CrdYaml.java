package io.prefork.policy;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The CRD as the Java model says it, and the file of it that is committed. */
final class CrdYaml {

  /** Relative to the module, where Maven runs the tests. */
  static final Path COMMITTED = Path.of("generated", "memorypolicies.prefork.io-v1.yml");

  private CrdYaml() {}

  static String committed() throws IOException {
    return Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "";
  }

  /** Generates the YAML into {@code directory} and returns it. */
  static String generate(Path directory) throws IOException {
    new CRDGenerator()
        .customResourceClasses(List.of(MemoryPolicy.class))
        .withPostProcessor(new Finish())
        .inOutputDir(directory.toFile())
        .generate();
    return Files.readString(directory.resolve(COMMITTED.getFileName()));
  }

  /** What the generator has no annotation for. */
  private static final class Finish implements CRDPostProcessor {

    @Override
    public HasMetadata process(HasMetadata resource, String crdSpecVersion) {
      var crd = (CustomResourceDefinition) resource;
      crd.getSpec().getVersions().forEach(Finish::finish);
      return crd;
    }

    private static void finish(CustomResourceDefinitionVersion version) {
      version.getAdditionalPrinterColumns().sort(inOrderOfDeclaration());
      var root = version.getSchema().getOpenAPIV3Schema();
      root.setDescription(
          "Declares how the workers of a pre-fork server use memory, for the pods that it selects"
              + " in its namespace.");
      removeRepeatedRules(root);
      KnownFields.leaveTheRestTo(root);
      JSONSchemaProps selector = root.getProperties().get("spec").getProperties().get("selector");
      selector.setXKubernetesMapType("atomic");
      JSONSchemaProps conditions =
          root.getProperties().get("status").getProperties().get("conditions");
      conditions.setXKubernetesListType("map");
      conditions.setXKubernetesListMapKeys(List.of("type"));
    }

    /** The generator sees the rules of a record's component twice. */
    private static void removeRepeatedRules(JSONSchemaProps schema) {
      schema.setXKubernetesValidations(
          schema.getXKubernetesValidations().stream().distinct().toList());
      if (schema.getProperties() != null) {
        schema.getProperties().values().forEach(Finish::removeRepeatedRules);
      }
      if (schema.getItems() != null) {
        removeRepeatedRules(schema.getItems().getSchema());
      }
    }

    /** The generator sorts columns by JSON path, which would put AGE first. */
    private static Comparator<CustomResourceColumnDefinition> inOrderOfDeclaration() {
      List<String> names =
          Arrays.stream(MemoryPolicy.class.getAnnotationsByType(AdditionalPrinterColumn.class))
              .map(AdditionalPrinterColumn::name)
              .toList();
      return Comparator.comparing(column -> names.indexOf(column.getName()));
    }
  }
}
