package io.prefork.sidecar.perf;

import io.prefork.protocol.Directive;

/** Which events the policy wants. */
enum Choice {
  /** Hardware where there is a PMU, else software. */
  AUTO,
  HARDWARE,
  SOFTWARE,
  NONE;

  /**
   * @param counters as {@link Directive#counters} spells it, or null
   */
  static Choice of(String counters) {
    return switch (counters) {
      case "Hardware" -> HARDWARE;
      case "Software" -> SOFTWARE;
      case "None" -> NONE;
      case null, default -> AUTO;
    };
  }
}
