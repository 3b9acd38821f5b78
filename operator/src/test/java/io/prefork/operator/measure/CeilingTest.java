package io.prefork.operator.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prefork.operator.measure.Claim.Truth;
import io.prefork.operator.measure.Claim.Type;
import io.prefork.operator.report.Reading;
import io.prefork.policy.MemoryPolicySpec.Gc;
import io.prefork.protocol.Report;
import io.prefork.protocol.Report.Pool;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CeilingTest {

  private static Claim degraded(Integer most, String mode, Integer ceiling) {
    Pool pool = Reports.FROZEN;
    Report report =
        Reports.report(
            mode,
            new Pool(
                pool.workers(),
                pool.masterRssBytes(),
                pool.sharedPerWorkerBytes(),
                pool.privatePerWorkerBytes(),
                pool.poolPssBytes(),
                pool.cowEfficiency(),
                pool.requests(),
                pool.minorFaultsPerRequest(),
                pool.collectorFaultShare(),
                pool.ipc(),
                null,
                null,
                ceiling,
                null),
            Reports.worker(Reports.frozen(), 250L, 60));
    ObservedPod pod =
        new ObservedPod(
            "web-1", true, null, Optional.of("recreate it"), new Reading.Answered(report));
    Goal goal = new Goal(Reports.POLICY, Gc.Mode.Freeze, Optional.ofNullable(most));
    return Judgement.of(new Situation(goal, List.of(pod), List.of(), List.of()), null)
        .claims()
        .stream()
        .filter(claim -> claim.type() == Type.Degraded)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aCeilingBelowThePolicysMaximumIsATroubleWithItsRemedy() {
    Claim claim = degraded(32, "Enforce", 8);

    assertEquals(Truth.True, claim.truth());
    assertEquals("CeilingFixed", claim.reason());
    assertEquals(
        "web-1: the server was started for at most 8 workers and workers.max is 32: recreate it",
        claim.message());
  }

  @Test
  void itGoesAwayOnceTheCeilingSuffices() {
    assertEquals(Truth.False, degraded(32, "Enforce", 32).truth());
    assertEquals(Truth.False, degraded(32, "Enforce", 64).truth());
  }

  @Test
  void itIsNoneWhereNothingBoundsTheServerOrThePolicySetsNoSize() {
    assertEquals(Truth.False, degraded(32, "Enforce", null).truth());
    assertEquals(Truth.False, degraded(null, "Enforce", 8).truth());
    assertEquals(Truth.False, degraded(32, "Observe", 8).truth());
  }
}
