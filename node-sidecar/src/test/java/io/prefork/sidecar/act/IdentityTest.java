package io.prefork.sidecar.act;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.proc.CaughtSignals;
import org.junit.jupiter.api.Test;

class IdentityTest {
  /** Read from a uWSGI 2.0.31 with CPython 3.11 on Linux 6.18. */
  private static final CaughtSignals MASTER = caught("0000000000080207");

  private static final CaughtSignals WORKER = caught("0000000008085a03");

  private static CaughtSignals caught(String mask) {
    return CaughtSignals.parse("Name:\tuwsgi\nSigCgt:\t" + mask + "\n");
  }

  @Test
  void tellsARunningWorkerFromOneThatStillHasItsMastersHandlers() {
    assertTrue(Identity.isReadyUwsgiWorker(WORKER, MASTER));
    assertFalse(Identity.isReadyUwsgiWorker(MASTER, MASTER));
  }

  @Test
  void isNotTakenInByAMasterWhoseApplicationHandlesThemToo() {
    assertFalse(Identity.isReadyUwsgiWorker(WORKER, caught("000000000808ffff")));
  }

  @Test
  void takesAProgramWithoutHandlersForNoWorker() {
    assertFalse(Identity.isReadyUwsgiWorker(CaughtSignals.NONE, MASTER));
  }
}
