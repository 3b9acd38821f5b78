package io.prefork.e2e;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The promises of {@code deploy/dev-cluster}. The scripts print one line a promise, and the
 * differences when one does not hold; they end with a cluster that is down.
 */
final class DevClusterE2E {

  private static final String SCRIPTS =
      Repository.ROOT.resolve("deploy/cluster/test").toString() + "/";

  @Test
  void leavesTheMachineAsItWasEvenWhenEverythingIsKilled() {
    holds("leaves-nothing");
  }

  @Test
  void isOneAMachineAndSaysSo() {
    holds("one-cluster-a-machine");
  }

  private static void holds(String script) {
    System.out.println(Command.run(Duration.ofMinutes(8), SCRIPTS + script).succeeded().output());
  }
}
