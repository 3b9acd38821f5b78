package io.prefork.sidecar.act;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaughtSignalsTest {
  /** Read from a uWSGI 2.0.31 with CPython 3.11 on Linux 6.18. */
  private static final CaughtSignals MASTER = caught("0000000000080207");

  private static final CaughtSignals WORKER = caught("0000000008085a03");

  private static CaughtSignals caught(String mask) {
    return CaughtSignals.parse(
        "Name:\tuwsgi\nSigIgn:\t0000000001001000\nSigCgt:\t" + mask + "\nCapInh:\t0\n");
  }

  @Test
  void namesTheSignalsThatAreHandled() {
    CaughtSignals one = caught("0000000000004001");

    assertTrue(one.has(Signals.HUP) && one.has(Signals.TERM));
    assertFalse(one.has(Signals.KILL) || one.has(Signals.USR2));
  }

  @Test
  void tellsARunningWorkerFromOneThatStillHasItsMastersHandlers() {
    assertTrue(CaughtSignals.isReadyUwsgiWorker(WORKER, MASTER));
    assertFalse(CaughtSignals.isReadyUwsgiWorker(MASTER, MASTER));
  }

  @Test
  void isNotTakenInByAMasterWhoseApplicationHandlesThemToo() {
    assertFalse(CaughtSignals.isReadyUwsgiWorker(WORKER, caught("000000000808ffff")));
  }

  @Test
  void takesAProgramWithoutHandlersForNoWorker() {
    assertFalse(CaughtSignals.isReadyUwsgiWorker(caught("0000000000000000"), MASTER));
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
