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
    String generated = CrdYaml.generate(directory);
    if (System.getProperty("crd.refresh") != null) {
      Files.createDirectories(CrdYaml.COMMITTED.getParent());
      Files.writeString(CrdYaml.COMMITTED, generated);
    }
    assertEquals(
        generated,
        CrdYaml.committed(),
        () -> "crds/" + CrdYaml.COMMITTED + " differs from the Java model: run " + REFRESH);
  }
}
