package io.prefork.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sidecar's image beside a real uWSGI, and then a real Gunicorn, on a real kernel with cgroup
 * v2: what {@code e2e/vm cgroup2} prints about each of its steps, from an emulated machine.
 */
class CgroupV2IT {
  private static final String SCRIPT = Repository.ROOT.resolve("e2e/vm").toString();
  private static final String SIDECAR =
      Repository.ROOT.resolve("node-sidecar/target/runtime").toString();

  /** More than the script lets the machine run, which then has the last word. */
  private static final Duration LIMIT = Duration.ofMinutes(20);

  /** Exit status that says: this host cannot run the machine, for the reason on standard error. */
  private static final int CANNOT = 77;

  private static final int LAST_LINES = 120;

  private static Command machine;

  @BeforeAll
  static void run() {
    machine = Command.run(LIMIT, Map.of("PREFORK_SIDECAR_ROOT", SIDECAR), SCRIPT, "cgroup2");
    machine.lines().stream()
        .filter(line -> line.startsWith("result: "))
        .forEach(System.out::println);
    if (machine.exitCode() == CANNOT) {
      abort("this host cannot run the machine; " + SCRIPT + " cgroup2 has said why");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memory-is-read",
        "grows-under-load",
        "retreats-from-a-lower-limit",
        "grows-when-the-limit-is-raised",
        "retreats-from-a-neighbour",
        "counts-an-oom-kill-and-goes-on",
        "page-cache-pressure-is-read",
        "processor-time-is-read",
        "loses-no-request",
        "outlives-a-whole-container",
        "does-not-grow-a-gunicorn-soon-after-a-retreat",
        "grows-a-gunicorn-when-the-limit-is-raised",
        "retreats-with-a-gunicorn-from-a-lower-limit",
        "retreats-with-a-gunicorn-from-a-neighbour",
        "loses-no-request-of-a-gunicorn"
      })
  void shows(String step) {
    List<String> results =
        machine.lines().stream()
            .filter(line -> line.matches("result: \\w+ " + step + ": .*"))
            .toList();
    assertEquals(1, results.size(), () -> step + " has no result" + console());
    assertTrue(results.getFirst().startsWith("result: ok "), () -> results.getFirst() + console());
  }

  @Test
  void endsWell() {
    assertEquals(0, machine.exitCode(), CgroupV2IT::console);
  }

  private static String console() {
    List<String> lines = machine.lines();
    return "; the end of the machine's console:\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }
}
