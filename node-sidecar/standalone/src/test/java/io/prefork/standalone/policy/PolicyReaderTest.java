package io.prefork.standalone.policy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.policy.Accepted;
import io.prefork.policy.Mistake;
import io.prefork.policy.PolicyYaml;
import io.prefork.protocol.Directive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyReaderTest {
  private static final Path SAMPLE = Path.of("..", "..", "crds", "samples", "memorypolicy.yaml");

  private final PolicyReader reader = new PolicyReader();

  static List<Mistake> mistakes() {
    return Mistake.all();
  }

  /** The same that {@code MemoryPolicyIT} has a real API server refuse. */
  @ParameterizedTest
  @MethodSource("mistakes")
  void refusesWhatAnApiServerRefuses(Mistake mistake) {
    String message = refusal(PolicyYaml.of(mistake.name(), mistake.spec()));

    assertAll(
        () -> assertTrue(message.contains(mistake.field()), message),
        () -> assertTrue(message.contains(mistake.remedy()), message));
  }

  static Stream<String> accepted() {
    return Accepted.all();
  }

  /** The same that it has one accept. */
  @ParameterizedTest
  @MethodSource("accepted")
  void acceptsWhatAnApiServerAccepts(String spec) throws Exception {
    read(PolicyYaml.of("right", spec));
  }

  @Test
  void fillsInTheDefaults() throws Exception {
    Directive directive = read(PolicyYaml.of("web", "selector: {matchLabels: {app: web}}"));

    assertEquals("default/web", directive.policy());
    assertEquals("Observe", directive.mode());
    assertEquals("Auto", directive.server());
    assertEquals("Default", directive.gc());
    assertEquals("Report", directive.reenable());
    assertEquals("Finalize", directive.shutdown());
    assertNull(directive.rss());
    assertNull(directive.workers());
  }

  @Test
  void readsTheSampleAsTheOperatorDoes() throws Exception {
    Directive directive = read(Files.readString(SAMPLE));

    assertEquals("Enforce", directive.mode());
    assertEquals("UWSGI", directive.server());
    assertEquals("Freeze", directive.gc());
    assertEquals("Block", directive.reenable());
    assertEquals("SkipFinalization", directive.shutdown());
    assertEquals(new Directive.Rss("400Mi", "900Mi", "USS"), directive.rss());
    assertEquals(new Directive.Workers(2, 32), directive.workers());
  }

  @Test
  void findsThePolicyAmongOtherResources() throws Exception {
    String service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n---\n";

    Directive directive =
        read(service + PolicyYaml.of("web", "selector: {matchLabels: {app: web}}") + service);

    assertEquals("default/web", directive.policy());
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    String message =
        refusal(
            PolicyYaml.of(
                "web", "mode: enforce\nselector: {matchLabels: {app: web}}\nworkers: {min: 0}"));

    assertEquals(
        List.of(
            "policy.yaml: spec.mode: \"enforce\" is not one of the supported values: \"Enforce\","
                + " \"Observe\"",
            "policy.yaml: spec.workers.min: 0 is out of range: write a number greater than or equal"
                + " to 1"),
        message.lines().toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kind: Deployment                                        | holds 0 documents of kind MemoryPolicy
          kind: [                                                 | not YAML
          {kind: MemoryPolicy, kind: MemoryPolicy}                | not YAML
          {apiVersion: prefork.io/v2, kind: MemoryPolicy}         | apiVersion: prefork.io/v2: write prefork.io/v1alpha1
          {apiVersion: prefork.io/v1alpha1, kind: MemoryPolicy}   | metadata.name: null: write a name
          {kind: MemoryPolicy, metadata: {name: web}, mode: Observe} | mode: unknown field
          {kind: MemoryPolicy, metadata: {name: web}, spec: text} | spec: "text" must be of type object
          {kind: MemoryPolicy, metadata: {name: web}}             | spec: Required value
          """)
  void saysWhatIsWrongAroundTheSpec(String text, String expected) {
    String message = refusal(text);

    assertTrue(message.contains(expected), message);
  }

  @Test
  void refusesTheWordsThatKubectlTakesForBooleans() {
    String message =
        refusal(PolicyYaml.of("web", "selector: {matchLabels: {app: web}}\nserver: Off"));

    assertEquals(
        "policy.yaml: spec.server: false must be of type string: write it in quotes", message);
  }

  private Directive read(String text) throws PolicyRefusedException {
    return reader.read("policy.yaml", text, 1);
  }

  private String refusal(String text) {
    return assertThrows(PolicyRefusedException.class, () -> read(text)).getMessage();
  }
}
