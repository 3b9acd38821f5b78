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
    ByteBuffer bytes = ofVersionThree();
    bytes.putLong(384, 3).putLong(392, 4000).putLong(400, 5_000_000);
    bytes.putLong(408, 16 << 20).putLong(416, 1 << 20).putInt(424, 1);

    assertEquals(
        Optional.of(
            new Report.CycleGuard(
                "CollectsBetweenRequests", 16L << 20, 1L << 20, 3, 4000, 5_000_000)),
        cycleGuard(bytes));
  }

  @Test
  void tellsNoGrowthOfAWorkerWithoutABaseline() throws Exception {
    assertEquals(
        Optional.of(new Report.CycleGuard("BringsCollectorBack", null, null, 0, 0, 0)),
        cycleGuard(ofVersionThree().putInt(424, 2)));
  }

  @Test
  void refusesACycleGuardThatDoesNotExist() throws Exception {
    assertEquals(Optional.empty(), WorkerRecord.parse(ofVersionThree().putInt(424, 4).array()));
    assertEquals(Optional.empty(), WorkerRecord.parse(ofVersionThree().putInt(424, -1).array()));
  }

  private static Optional<Report.CycleGuard> cycleGuard(ByteBuffer bytes) {
    return WorkerRecord.parse(bytes.array()).map(record -> record.runtime().cycleGuard());
  }

  private static ByteBuffer ofVersionThree() throws Exception {
    return ByteBuffer.wrap(Arrays.copyOf(Recorded.bytes("records/fork-frozen.rec"), 432))
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(4, (short) 3)
        .putShort(6, (short) 432);
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
