package io.prefork.standalone.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The schema of a MemoryPolicy: that of the CRD which the API server is given. */
final class Schema {
  private static final String RESOURCE = "/META-INF/fabric8/memorypolicies.prefork.io-v1.yml";

  private Schema() {}

  /** An OpenAPI schema object, as the CRD has it. */
  static Map<?, ?> read() {
    Map<?, ?> crd = (Map<?, ?>) Yaml.documents(RESOURCE, text()).getFirst();
    Map<?, ?> version = (Map<?, ?>) ((List<?>) at(crd, "spec", "versions")).getFirst();
    return (Map<?, ?>) at(version, "schema", "openAPIV3Schema");
  }

  private static Object at(Map<?, ?> map, String outer, String inner) {
    return ((Map<?, ?>) map.get(outer)).get(inner);
  }

  private static String text() {
    try (InputStream in = Schema.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + RESOURCE + " is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
