package io.prefork.standalone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.prefork.standalone",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.prefork.standalone.(*)..").should().beFreeOfCycles();

  /** Beyond the sidecar itself and java.base: one library, for YAML. */
  @ArchTest
  static final ArchRule ONLY_THE_SIDECAR_AND_YAML_ARE_USED =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "io.prefork.standalone..",
                  "io.prefork.sidecar..",
                  "io.prefork.protocol..",
                  "org.snakeyaml.engine..",
                  "java.io..",
                  "java.lang..",
                  "java.math",
                  "java.nio..",
                  "java.time..",
                  "java.util.."));
}
