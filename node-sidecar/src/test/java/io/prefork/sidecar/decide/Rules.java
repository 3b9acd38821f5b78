package io.prefork.sidecar.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What holds of every decision, whatever was observed. */
final class Rules {
  private Rules() {}

  static void check(Decision decision, Observation seen, Limits limits) {
    String reason = decision.reason();
    assertFalse(reason.isBlank());
    assertEquals(-1, reason.indexOf('\n'), reason);
    assertNotNull(decision.estimate().bound());
    checkThreshold(decision.estimate().recycleAboveBytes(), seen, limits);
    switch (decision.action()) {
      case Action.Hold hold -> {}
      case Action.Grow grow -> checkGrowth(grow.workers(), decision, seen, limits);
      case Action.Shrink shrink -> checkShrinking(shrink.workers(), reason, seen, limits);
      case Action.Recycle recycle -> checkRecycling(recycle, seen, limits);
      case Action.Kill kill -> checkKilling(worker(kill.worker(), seen), limits);
    }
  }

  private static void checkThreshold(Long inForce, Observation seen, Limits limits) {
    Long declared = limits.rss().recycleAboveBytes();
    assertEquals(declared == null, inForce == null);
    if (declared != null && inForce > declared) {
      boolean all = seen.workers().stream().noneMatch(one -> one.ending() == Ending.NEVER);
      assertTrue(all, "raised though a worker that comes to it could not be recycled");
    }
    assertTrue(declared == null || inForce >= declared, "lower than what is declared");
  }

  private static void checkGrowth(int by, Decision decision, Observation seen, Limits limits) {
    String reason = decision.reason();
    assertTrue(by >= 1 && limits.resize(), reason);
    int after = seen.workers().size() + by;
    assertTrue(after <= limits.max(), reason);
    assertTrue(seen.ceiling() == null || after <= seen.ceiling(), reason);
    assertTrue(after <= decision.estimate().fits(), reason);
    Memory memory = seen.memory();
    long more = by * decision.estimate().marginalBytes();
    assertTrue(
        memory.limitBytes() == null || memory.usedBytes() + more < memory.limitBytes(), reason);
  }

  private static void checkShrinking(int by, String reason, Observation seen, Limits limits) {
    int after = seen.workers().size() - by;
    int min = limits.min() == null ? 1 : Math.max(1, limits.min());
    assertTrue(by >= 1 && limits.resize() && after >= min, reason);
  }

  private static void checkRecycling(Action.Recycle recycle, Observation seen, Limits limits) {
    WorkerState worker = worker(recycle.worker(), seen);
    Long above = limits.rss().recycleAboveBytes();
    assertNotNull(above, "recycles though no threshold is declared");
    assertTrue(limits.rss().metric().of(worker) > above, "recycles below what is declared");
    assertNotEquals(Ending.NEVER, worker.ending(), "cuts off what the worker takes at a time");
    assertNotEquals(Ending.NEVER, recycle.ending());
    boolean told = seen.workers().stream().anyMatch(other -> other.busy() != null);
    if (recycle.ending() == Ending.AFTER_REQUEST) {
      assertEquals(Ending.AFTER_REQUEST, worker.ending(), "nothing ends it after its request");
      assertNotEquals(Boolean.FALSE, worker.busy(), "waits for a request though there is none");
    } else {
      assertNotEquals(Boolean.TRUE, worker.busy(), "recycles a worker in a request");
      assertTrue(worker.busy() != null || !told, "recycles a worker that may be in a request");
    }
    assertTrue(limits.min() == null || seen.workers().size() >= limits.min());
  }

  private static void checkKilling(WorkerState worker, Limits limits) {
    assertNotNull(limits.rss().killAboveBytes(), "kills though no threshold is declared");
    assertTrue(limits.rss().metric().of(worker) > limits.rss().killAboveBytes());
  }

  private static WorkerState worker(WorkerId id, Observation seen) {
    return seen.workers().stream()
        .filter(worker -> worker.id().equals(id))
        .findAny()
        .orElseThrow(() -> new AssertionError(id + " is no live worker"));
  }
}
