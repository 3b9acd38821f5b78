package io.prefork.sidecar.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report;
import io.prefork.sidecar.Recorded;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerRecordTest {
  private byte[] file;

  @BeforeEach
  void takeARecordedOne() throws Exception {
    file = Recorded.bytes("records/uwsgi-19600.rec");
  }

  @Test
  void readsARecordedOne() {
    assertEquals(
        Optional.of(
            new WorkerRecord(
                19600,
                417098,
                "3.12.1",
                "uwsgi 2.0.31",
                new Report.Runtime(
                    "Freeze",
                    null,
                    "SkipFinalization",
                    List.of(294L, 26L, 2L),
                    62,
                    335039303,
                    548841,
                    0,
                    187,
                    null),
                "shop._vendor.smallpack:28",
                false)),
        WorkerRecord.parse(file));
  }

  @Test
  void readsWhatIsImmortal() throws Exception {
    Report.Runtime runtime = runtime("records/fork-immortal.rec");

    assertEquals("Immortal", runtime.gc());
    assertNull(runtime.gcReason());
    assertEquals(75389, runtime.immortalObjects());
    assertEquals(38437, runtime.frozenObjects());
  }

  @Test
  void readsWhyAnotherModeIsInForce() throws Exception {
    Report.Runtime runtime = runtime("records/fork-frozen.rec");

    assertEquals("Freeze", runtime.gc());
    assertEquals(
        "CPython 3.11.7 has no immortal objects, which came with 3.12", runtime.gcReason());
    assertEquals(0, runtime.immortalObjects());
  }

  @Test
  void readsWhatTheCycleGuardDid() throws Exception {
    assertEquals(
        new Report.CycleGuard(
            "CollectsBetweenRequests", 16723968L, 3952640L, 37, 276000, 1726104655),
        runtime("records/uwsgi-guarded.rec").cycleGuard());
    assertNull(runtime("records/fork-immortal.rec").cycleGuard());
  }

  @Test
  void tellsNoGrowthOfAWorkerWithoutABaseline() throws Exception {
    ByteBuffer bytes = guarded().putLong(408, 0).putInt(424, 2);

    assertEquals(
        Optional.of(
            new Report.CycleGuard("BringsCollectorBack", null, null, 37, 276000, 1726104655)),
        WorkerRecord.parse(bytes.array()).map(record -> record.runtime().cycleGuard()));
  }

  @Test
  void hasNoCycleGuardWhereNothingIsGuarded() throws Exception {
    ByteBuffer bytes = guarded().putInt(424, 0);

    assertNull(WorkerRecord.parse(bytes.array()).orElseThrow().runtime().cycleGuard());
  }

  @Test
  void refusesACycleGuardThatDoesNotExist() throws Exception {
    assertEquals(Optional.empty(), WorkerRecord.parse(guarded().putInt(424, 4).array()));
    assertEquals(Optional.empty(), WorkerRecord.parse(guarded().putInt(424, -1).array()));
    assertEquals(Optional.empty(), WorkerRecord.parse(guarded().putLong(392, -1).array()));
  }

  private static ByteBuffer guarded() throws Exception {
    return ByteBuffer.wrap(Recorded.bytes("records/uwsgi-guarded.rec"))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Report.Runtime runtime(String recorded) throws Exception {
    return WorkerRecord.parse(Recorded.bytes(recorded)).orElseThrow().runtime();
  }

  @Test
  void refusesAVersionThatHasAnotherLength() throws Exception {
    byte[] longer = Recorded.bytes("records/fork-immortal.rec");
    longer[4] = 1;

    assertEquals(Optional.empty(), WorkerRecord.parse(longer));
    assertEquals(Optional.empty(), WorkerRecord.parse(Arrays.copyOf(file, longer.length)));
  }

  @Test
  void refusesAnotherLength() {
    assertEquals(Optional.empty(), WorkerRecord.parse(Arrays.copyOf(file, 255)));
    assertEquals(Optional.empty(), WorkerRecord.parse(Arrays.copyOf(file, 257)));
    assertEquals(Optional.empty(), WorkerRecord.parse(new byte[0]));
  }

  @Test
  void refusesOneThatHasNotBeenPublishedYet() {
    assertEquals(Optional.empty(), WorkerRecord.parse(new byte[256]));
  }

  @Test
  void refusesAnotherVersion() {
    file[4] = 2;

    assertEquals(Optional.empty(), WorkerRecord.parse(file));
  }

  @Test
  void refusesCountsBeyondAllReason() {
    file[31] = (byte) 0x80;

    assertEquals(Optional.empty(), WorkerRecord.parse(file));
  }

  @Test
  void refusesAModeThatDoesNotExist() {
    file[88] = 9;

    assertEquals(Optional.empty(), WorkerRecord.parse(file));
  }

  @Test
  void believesThatAWorkerEndsWhenToldOnlyWhereItSaysSo() {
    file[252] = 1;
    assertTrue(WorkerRecord.parse(file).orElseThrow().endsWhenTold());

    // An earlier bootstrap had the end of a long name here.
    file[252] = 'p';
    file[253] = 'y';
    assertFalse(WorkerRecord.parse(file).orElseThrow().endsWhenTold());
  }

  @Test
  void letsNoControlCharacterThrough() {
    file[128] = 27;
    file[129] = (byte) 0xe9;

    assertEquals("??op._vendor.smallpack:28", WorkerRecord.parse(file).orElseThrow().reenabledBy());
  }

  @Test
  void takesAnyBytesWithoutFailing() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] noise = new byte[256];
      random.nextBytes(noise);
      System.arraycopy(file, 0, noise, 0, random.nextInt(256));
      WorkerRecord.parse(noise);
    }
  }
}
