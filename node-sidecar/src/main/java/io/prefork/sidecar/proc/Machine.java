package io.prefork.sidecar.proc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the kernel tells every process about the machine.
 *
 * @param pageSize bytes
 * @param ticksPerSecond unit of the times in {@code /proc/PID/stat}
 */
public record Machine(long pageSize, long ticksPerSecond) {
  private static final long AT_PAGESZ = 6;
  private static final long AT_CLKTCK = 17;
  private static final int ENTRY_BYTES = 16;

  /**
   * @param auxiliary {@code /proc/self/auxv}: pairs of 64-bit numbers, see {@code getauxval(3)}
   * @throws MalformedProcException when one of the two is missing
   */
  public static Machine parse(byte[] auxiliary) throws MalformedProcException {
    ByteBuffer vector = ByteBuffer.wrap(auxiliary).order(ByteOrder.nativeOrder());
    long pageSize = 0;
    long ticks = 0;
    while (vector.remaining() >= ENTRY_BYTES) {
      long type = vector.getLong();
      long value = vector.getLong();
      pageSize = type == AT_PAGESZ ? value : pageSize;
      ticks = type == AT_CLKTCK ? value : ticks;
    }
    if (pageSize <= 0 || ticks <= 0) {
      throw new MalformedProcException("auxv", "no AT_PAGESZ or AT_CLKTCK");
    }
    return new Machine(pageSize, ticks);
  }
}
