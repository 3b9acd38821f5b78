package io.prefork.sidecar.proc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaughtSignalsTest {
  private static final int SIGHUP = 1;
  private static final int SIGKILL = 9;
  private static final int SIGUSR1 = 10;
  private static final int SIGUSR2 = 12;
  private static final int SIGTERM = 15;

  private static CaughtSignals caught(String mask) {
    return CaughtSignals.parse(
        "Name:\tuwsgi\nSigIgn:\t0000000001001000\nSigCgt:\t" + mask + "\nCapInh:\t0\n");
  }

  @Test
  void namesTheSignalsThatAreHandled() {
    CaughtSignals one = caught("0000000000004001");

    assertTrue(one.has(SIGHUP) && one.has(SIGTERM));
    assertFalse(one.has(SIGKILL) || one.has(SIGUSR2));
  }

  @Test
  void leavesOutThoseThatAnotherProcessHandlesToo() {
    CaughtSignals rest = caught("0000000000004001").without(caught("0000000000000201"));

    assertTrue(rest.has(SIGTERM));
    assertFalse(rest.has(SIGHUP) || rest.has(SIGUSR1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "\nSigCgt:",
        "\nSigCgt:\t",
        "\nSigCgt:\tfff",
        "\nSigCgt:\tzzzzzzzzzzzzzzzz\n",
        "\nSigCgt:\t-000000000000001\n"
      })
  void handlesNothingByAnyOtherText(String status) {
    CaughtSignals none = CaughtSignals.parse(status);

    for (int signal = 1; signal <= 64; signal++) {
      assertFalse(none.has(signal));
    }
  }
}
