package io.prefork.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommittedCrdTest {

  private static final String REFRESH =
      "./mvnw -pl crds test -Dtest=CommittedCrdTest -Dcrd.refresh";

  @Test
  void isWhatTheModelSays(@TempDir Path directory) throws IOException {
    assertCommitted(CrdYaml.generate(directory), CrdYaml.COMMITTED);
  }

  @Test
  void knowsTheFieldsOfTheModel(@TempDir Path directory) throws IOException {
    assertCommitted(KnownFields.generate(CrdYaml.generate(directory)), KnownFields.COMMITTED);
  }

  private static void assertCommitted(String generated, Path file) throws IOException {
    if (System.getProperty("crd.refresh") != null) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, generated);
    }
    assertEquals(
        generated,
        Files.exists(file) ? Files.readString(file) : "",
        () -> "crds/" + file + " differs from the Java model: run " + REFRESH);
  }
}
