package io.prefork.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The design's rules about who may know whom. */
@AnalyzeClasses(packages = "io.prefork.operator", importOptions = DoNotIncludeTests.class)
class DependenciesTest {

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.prefork.operator.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule MEASURING_IS_PURE =
      noClasses()
          .that()
          .resideInAPackage("..measure..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8..", "java.net..", "java.io..", "java.nio..", "io.javaoperatorsdk..");

  @ArchTest
  static final ArchRule REPORTS_ARE_READ_WITHOUT_KUBERNETES =
      noClasses()
          .that()
          .resideInAPackage("..report..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..");
}
