package io.prefork.standalone;

import io.prefork.protocol.Directive;
import java.nio.file.Path;
import java.util.Optional;

/** What of a policy cannot be put into a server that runs already. */
final class Advice {
  private Advice() {}

  /**
   * @param bootstrap that the server was started with, or null
   */
  static Optional<String> on(Directive directive, Path bootstrap) {
    boolean untouched = directive.gc().equals("Default") && directive.shutdown().equals("Finalize");
    if (bootstrap != null || untouched || !directive.mode().equals("Enforce")) {
      return Optional.empty();
    }
    return Optional.of(
        "gc "
            + directive.gc()
            + " and shutdown "
            + directive.shutdown()
            + " are not applied: their Python code has to be in the server when it starts; run"
            + " node-sidecar --policy FILE --bootstrap DIR, start the server with the environment"
            + " that it prints, and add --bootstrap DIR here");
  }
}
