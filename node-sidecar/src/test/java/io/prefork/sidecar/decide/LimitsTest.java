package io.prefork.sidecar.decide;

import static io.prefork.sidecar.decide.PoolModel.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Directive;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static Limits limits(Directive.Rss rss, Directive.Workers workers, Long limitBytes) {
    Directive directive =
        new Directive(
            1,
            "shop/web",
            7,
            "web",
            "Auto",
            "Enforce",
            "Freeze",
            "Report",
            "SkipFinalization",
            rss,
            workers,
            "Respawns",
            null,
            null,
            null,
            null);
    return Limits.of(directive, limitBytes);
  }

  @Test
  void readsSizesAndPartsOfTheLimit() {
    Limits limits = limits(new Directive.Rss("40%", "0.5Gi", "PSS"), null, 1000 * MIB);

    assertEquals(new Thresholds(400 * MIB, 512 * MIB, Metric.PSS), limits.rss());
    assertTrue(limits.enforce());
    assertEquals(Reclaim.RESPAWNS, limits.reclaim());
    assertNull(limits.problem());
  }

  @Test
  void readsAPartOfTheLimitExactly() {
    assertEquals(33L, Thresholds.bytes("33%", 100L));
    assertEquals(Long.MAX_VALUE, Thresholds.bytes("100%", Long.MAX_VALUE));
    assertEquals(1L << 20, Thresholds.bytes("1Mi", null));
    for (String wrong : new String[] {"%", "-1%", "101%", "1 %", "x%", "big"}) {
      assertNull(Thresholds.bytes(wrong, 100L), wrong);
    }
  }

  @Test
  void leavesTheSizeOfThePoolAloneWithoutAMax() {
    assertFalse(limits(null, null, null).resize());
    assertFalse(limits(null, new Directive.Workers(2, null), null).resize());
    assertTrue(limits(null, new Directive.Workers(null, 9), null).resize());
  }

  @Test
  void saysWhichPartOfThePolicyItCannotFollowAndLeavesItOut() {
    Limits percentOfNothing = limits(new Directive.Rss("40%", null, "USS"), null, null);
    assertNull(percentOfNothing.rss().recycleAboveBytes());
    assertTrue(percentOfNothing.problem().startsWith("rss.recycleAbove 40%: the container has no"));

    Limits noSize = limits(new Directive.Rss(null, "big", "USS"), null, null);
    assertTrue(noSize.problem().startsWith("rss.killAbove big: declare a size"));

    Limits upsideDown = limits(null, new Directive.Workers(9, 2), null);
    assertFalse(upsideDown.resize());
    assertEquals(
        "workers.min 9, max 2: declare 1 or more, and min not above max", upsideDown.problem());
  }
}
