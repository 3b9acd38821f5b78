package io.prefork.sidecar.bootstrap;

import io.prefork.protocol.Report;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * What the bootstrap in one worker counts: bytes that it shares through a file. The layout's other
 * half is {@code prefork_bootstrap} in this module's resources. A server that was started with an
 * earlier bootstrap writes version 1, which ends before the fields about immortal objects, or
 * version 2, which ends before those of the cycle guard.
 *
 * @param pid of the worker
 * @param startTicks clock ticks after boot
 * @param python version, such as {@code 3.12.1}
 * @param server name and version, such as {@code gunicorn 27.0.1}; empty when unknown
 * @param runtime the counts
 * @param reenabledBy which of the calls that switch the collector on did most, as {@link
 *     Reenabling#of} reads it; may be empty
 * @param endsWhenTold whether it ends between two requests once it is told to
 */
public record WorkerRecord(
    int pid,
    long startTicks,
    String python,
    String server,
    Report.Runtime runtime,
    String reenabledBy,
    boolean endsWhenTold) {

  /** No record is longer. */
  public static final int MAX_BYTES = 432;

  private static final int MAGIC = 'P' | 'F' << 8 | 'W' << 16 | 'R' << 24;

  /** Length by version, from 1 on. */
  private static final List<Integer> LENGTHS = List.of(256, 384, MAX_BYTES);

  private static final int SERVER_AT = 96;
  private static final int SERVER_BYTES = 32;
  private static final int CALLER_AT = 128;
  private static final int CALLER_BYTES = 124;
  private static final int ENDS_AT = 252;
  private static final int IMMORTAL_AT = 256;
  private static final int REASON_AT = 264;
  private static final int REASON_BYTES = 120;
  private static final int GUARD_AT = 384;
  private static final int GUARD_ACTION_AT = 424;
  private static final List<String> COLLECTORS =
      List.of("Default", "Freeze", "ThresholdZero", "Immortal");
  private static final List<String> SHUTDOWNS = List.of("Finalize", "SkipFinalization");

  /** From 1 on; 0 is no guard. */
  private static final List<String> GUARD_ACTIONS =
      List.of("CollectsBetweenRequests", "BringsCollectorBack", "CollectorIsBack");

  /** The record, or nothing when these bytes cannot be one. */
  static Optional<WorkerRecord> parse(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (!isOfKnownLength(bytes) || bytes.getInt(0) != MAGIC || anyCountIsNegative(bytes)) {
      return Optional.empty();
    }
    int collector = bytes.getInt(88);
    int shutdown = bytes.getInt(92);
    if (collector < 0
        || collector >= COLLECTORS.size()
        || shutdown < 0
        || shutdown >= SHUTDOWNS.size()
        || guard(bytes) < 0
        || guard(bytes) > GUARD_ACTIONS.size()) {
      return Optional.empty();
    }
    return Optional.of(
        new WorkerRecord(
            bytes.getInt(8),
            bytes.getLong(16),
            pythonVersion(bytes.getInt(12)),
            text(file, SERVER_AT, SERVER_BYTES),
            runtime(file, bytes, COLLECTORS.get(collector), SHUTDOWNS.get(shutdown)),
            text(file, CALLER_AT, CALLER_BYTES),
            bytes.getInt(ENDS_AT) == 1));
  }

  private static boolean isOfKnownLength(ByteBuffer bytes) {
    int length = bytes.capacity();
    return LENGTHS.contains(length)
        && bytes.getShort(4) == LENGTHS.indexOf(length) + 1
        && bytes.getShort(6) == length;
  }

  private static Report.Runtime runtime(
      byte[] file, ByteBuffer bytes, String collector, String shutdown) {
    boolean tellsOfImmortals = file.length > IMMORTAL_AT;
    String reason = tellsOfImmortals ? text(file, REASON_AT, REASON_BYTES) : "";
    return new Report.Runtime(
        collector,
        reason.isEmpty() ? null : reason,
        shutdown,
        List.of(bytes.getLong(24), bytes.getLong(32), bytes.getLong(40)),
        bytes.getLong(48),
        bytes.getLong(56),
        bytes.getLong(80),
        tellsOfImmortals ? bytes.getLong(IMMORTAL_AT) : 0,
        bytes.getLong(72),
        cycleGuard(bytes));
  }

  /** What the guard does, 0 for nothing. */
  private static int guard(ByteBuffer bytes) {
    return bytes.capacity() > GUARD_AT ? bytes.getInt(GUARD_ACTION_AT) : 0;
  }

  private static Report.CycleGuard cycleGuard(ByteBuffer bytes) {
    int action = guard(bytes);
    if (action == 0) {
      return null;
    }
    boolean hasBaseline = bytes.getLong(408) > 0;
    return new Report.CycleGuard(
        GUARD_ACTIONS.get(action - 1),
        hasBaseline ? (Long) bytes.getLong(408) : null,
        hasBaseline ? (Long) bytes.getLong(416) : null,
        bytes.getLong(384),
        bytes.getLong(392),
        bytes.getLong(400));
  }

  private static boolean anyCountIsNegative(ByteBuffer bytes) {
    for (int at = 16; at <= 80; at += Long.BYTES) {
      if (bytes.getLong(at) < 0) {
        return true;
      }
    }
    for (int at = GUARD_AT; at + Long.BYTES <= bytes.capacity(); at += Long.BYTES) {
      if (bytes.getLong(at) < 0) {
        return true;
      }
    }
    return bytes.capacity() > IMMORTAL_AT && bytes.getLong(IMMORTAL_AT) < 0;
  }

  /** Of {@code sys.hexversion}: major, minor and micro are its upper three bytes. */
  private static String pythonVersion(int hexVersion) {
    return (hexVersion >>> 24) + "." + (hexVersion >>> 16 & 0xff) + "." + (hexVersion >>> 8 & 0xff);
  }

  /** Printable ASCII only: it ends up in logs and in a terminal. */
  private static String text(byte[] file, int from, int length) {
    StringBuilder text = new StringBuilder();
    for (int at = from; at < from + length; at++) {
      byte one = file[at];
      if (one == 0) {
        break;
      }
      text.append(one >= ' ' && one < 0x7f ? (char) one : '?');
    }
    return text.toString();
  }
}
