package io.prefork.sidecar.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.kernel.Errno;
import io.prefork.sidecar.kernel.KernelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FaultRingTest {
  private static final int RING = 32 * 1024;

  private final PlayedSamples kernel = new PlayedSamples();
  private final List<Long> got = new ArrayList<>();

  private FaultRing open() throws KernelException {
    return FaultRing.open(kernel, 7, PlayedSamples.PAGE);
  }

  @Test
  void asksForTheInstructionsOfMinorFaultsInUserMode() throws Exception {
    open();

    assertEquals(1, kernel.attributes.getInt(0));
    assertEquals(64, kernel.attributes.getInt(4));
    assertEquals(5, kernel.attributes.getLong(8));
    assertEquals(31, kernel.attributes.getLong(16));
    assertEquals(1, kernel.attributes.getLong(24));
    assertEquals(0b1100000, kernel.attributes.getLong(40));
  }

  @Test
  void takesEachSampleOnce() throws Exception {
    FaultRing ring = open();
    kernel.sample(0x401000);
    kernel.other(24);
    kernel.sample(0x7fff_ffff_f000L);
    assertEquals(0, ring.drain(got::add));
    assertEquals(0, ring.drain(got::add));
    kernel.sample(3);
    ring.drain(got::add);

    assertEquals(List.of(0x401000L, 0x7fff_ffff_f000L, 3L), got);
  }

  @Test
  void goesOnOverTheEndOfTheRing() throws Exception {
    FaultRing ring = open();
    kernel.startAt(5L * RING - 24);
    kernel.sample(1);
    kernel.sample(2);
    kernel.lost(9);
    kernel.sample(3);

    assertEquals(9, ring.drain(got::add));
    assertEquals(List.of(1L, 2L, 3L), got);
  }

  @Test
  void emptiesAFullRing() throws Exception {
    FaultRing ring = open();
    kernel.startAt(RING / 2);
    for (int i = 0; i < RING / 16; i++) {
      kernel.sample(i);
    }
    ring.drain(got::add);

    assertEquals(2048, got.size());
    assertEquals(2047L, got.getLast());
  }

  @Test
  void endsWhateverIsInTheRing() throws Exception {
    FaultRing ring = open();
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      for (int at = 0; at < kernel.memory.capacity(); at += 8) {
        kernel.memory.putLong(at, random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(64));
      }
      got.clear();
      ring.drain(got::add);
      assertTrue(got.size() <= RING / 8, "seed " + seed);
      assertEquals(kernel.memory.getLong(1024), kernel.memory.getLong(1032), "seed " + seed);
    }
  }

  @Test
  void leavesNothingOpen() throws Exception {
    open().close();
    assertEquals(0, kernel.open);
    assertTrue(kernel.mapped.isEmpty());

    kernel.mapRefusal = Errno.EPERM;
    assertThrows(KernelException.class, this::open);
    assertEquals(0, kernel.open);
  }
}
