package io.prefork.sidecar;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.prefork.sidecar",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.prefork.sidecar.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_JAVA_BASE_IS_USED =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "io.prefork.sidecar..",
                  "io.prefork.protocol..",
                  "java.io..",
                  "java.lang..",
                  "java.net",
                  "java.nio..",
                  "java.time..",
                  "java.util",
                  "java.util.function",
                  "java.util.stream"));

  @ArchTest
  static final ArchRule DECISIONS_TOUCH_NO_FILES =
      classes()
          .that()
          .resideInAnyPackage("io.prefork.sidecar.discover", "io.prefork.sidecar.measure")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "io.prefork.sidecar.discover",
                  "io.prefork.sidecar.measure",
                  "io.prefork.sidecar.proc",
                  "io.prefork.sidecar.bootstrap",
                  "io.prefork.sidecar.clock",
                  "io.prefork.protocol",
                  "java.lang..",
                  "java.time..",
                  "java.util.."));

  @ArchTest
  static final ArchRule DECISIONS_ABOUT_THE_POOL_ARE_PURE =
      classes()
          .that()
          .resideInAPackage("io.prefork.sidecar.decide")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "io.prefork.sidecar.decide", "io.prefork.protocol", "java.lang..", "java.util"));
}
