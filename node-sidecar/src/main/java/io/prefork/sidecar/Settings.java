package io.prefork.sidecar;

import io.prefork.protocol.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What the pod tells the sidecar through its environment.
 *
 * @param port of {@code /report}
 * @param volume where the shared volume is mounted
 * @param directive path of the directive's file
 * @param memoryLimit path of the file that has the container's declared memory limit, which need
 *     not exist
 * @param pod who we are
 */
record Settings(int port, Path volume, String directive, String memoryLimit, Report.Pod pod) {
  static final Duration TICK = Duration.ofSeconds(2);
  static final Duration CPU_SAVED = Duration.ofMillis(250);
  static final Duration SERVER_PATIENCE = Duration.ofSeconds(1);
  static final String PROC = "/proc";

  private static final int DEFAULT_PORT = 9797;

  /**
   * @throws IllegalArgumentException naming the variable, its value and what is expected
   */
  static Settings of(Map<String, String> environment) {
    return new Settings(
        port(environment.get("PREFORK_PORT")),
        Path.of(environment.getOrDefault("PREFORK_VOLUME", "/run/prefork.io")),
        environment.getOrDefault("PREFORK_DIRECTIVE", "/etc/prefork.io/directive.json"),
        environment.getOrDefault("PREFORK_MEMORY_LIMIT", "/etc/prefork.io/memory-limit"),
        new Report.Pod(
            environment.get("PREFORK_POD_NAMESPACE"),
            environment.get("PREFORK_POD_NAME"),
            environment.get("PREFORK_POD_UID"),
            environment.get("PREFORK_NODE_NAME")));
  }

  private static int port(String text) {
    if (text == null || text.isEmpty()) {
      return DEFAULT_PORT;
    }
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // The message below is for both.
    }
    throw new IllegalArgumentException("PREFORK_PORT is " + text + ", expected 0..65535");
  }
}
