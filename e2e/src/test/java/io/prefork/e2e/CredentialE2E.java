package io.prefork.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.e2e.DemonstrationCluster.Demonstrated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Looks inside the running sidecar, from the node, for anything that opens the API server's door.
 */
@ExtendWith(DemonstrationCluster.class)
class CredentialE2E {

  private static final String TOKEN_FOLDER = "run/secrets/kubernetes.io/serviceaccount";

  @Test
  void sidecarSeesNoToken(Demonstrated demonstrated) throws IOException {
    var pod =
        demonstrated
            .client()
            .pods()
            .inNamespace(DemonstrationCluster.NAMESPACE)
            .withLabel("app", "sample-uwsgi")
            .list()
            .getItems()
            .getFirst();
    var uid = pod.getMetadata().getUid();
    var application = processOf(uid, "uwsgi");
    var sidecar = processOf(uid, "java");

    assertTrue(
        Files.exists(tokenFolder(application).resolve("token")),
        "the application keeps its token: the test looks in the right place");
    try (var files = Files.list(tokenFolder(sidecar))) {
      assertEquals(List.of(), files.toList());
    }
    assertFalse(
        Files.readString(sidecar.resolve("environ"), StandardCharsets.ISO_8859_1)
            .contains("TOKEN"));
  }

  /**
   * In most images {@code /var/run} is a link to {@code /run}, which from here would lead into the
   * node's own.
   */
  private static Path tokenFolder(Path process) {
    var run = process.resolve("root/var/run");
    return (Files.isSymbolicLink(run) ? process.resolve("root") : process.resolve("root/var"))
        .resolve(TOKEN_FOLDER);
  }

  private static Path processOf(String podUid, String executable) throws IOException {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : processes) {
        if (belongs(process, podUid) && executable(process).contains(executable)) {
          return process;
        }
      }
    }
    throw new AssertionError("no process " + executable + " in pod " + podUid);
  }

  private static boolean belongs(Path process, String podUid) {
    try {
      return Files.readString(process.resolve("cgroup")).contains(podUid);
    } catch (IOException gone) {
      return false;
    }
  }

  private static String executable(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("exe")).getFileName().toString();
    } catch (IOException gone) {
      return "";
    }
  }
}
