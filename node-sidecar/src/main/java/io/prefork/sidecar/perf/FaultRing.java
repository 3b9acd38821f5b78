package io.prefork.sidecar.perf;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/**
 * Samples of the minor page faults of one thread in user mode: one of {@value #PERIOD} leaves the
 * address of its instruction in a ring buffer. Source: {@code perf_event_open(2)}, "MMAP layout".
 */
final class FaultRing implements AutoCloseable {
  /** A prime, so that no pattern in the faults keeps step with it. */
  static final int PERIOD = Report.CollectorFaults.SAMPLING_PERIOD;

  /** Some 2000 samples: the faults of copying 250 MB. */
  private static final int DATA_BYTES = 32 * 1024;

  private static final int ATTRIBUTES_BYTES = 64;
  private static final int SOFTWARE = 1;
  private static final int MINOR_FAULTS = 5;
  private static final long SAMPLE_INSTRUCTION = 1;
  private static final long EXCLUDE_KERNEL = 1 << 5;
  private static final long EXCLUDE_HYPERVISOR = 1 << 6;

  private static final int HEAD_AT = 1024;
  private static final int TAIL_AT = 1032;
  private static final int LOST_RECORD = 2;
  private static final int SAMPLE_RECORD = 9;

  private final SampleCalls calls;
  private final int descriptor;
  private final ByteBuffer memory;
  private final int pageBytes;
  private final int dataBytes;

  private FaultRing(SampleCalls calls, int descriptor, ByteBuffer memory, int pageBytes) {
    this.calls = calls;
    this.descriptor = descriptor;
    this.memory = memory;
    this.pageBytes = pageBytes;
    dataBytes = memory.capacity() - pageBytes;
  }

  /**
   * @param thread its id
   * @param pageBytes size of a page on this machine
   */
  static FaultRing open(SampleCalls calls, int thread, int pageBytes) throws KernelException {
    int descriptor = calls.open(attributes(), thread);
    try {
      // One page about the ring, and the ring itself: a power of two of pages.
      int bytes = pageBytes + Math.max(pageBytes, DATA_BYTES);
      return new FaultRing(calls, descriptor, calls.map(descriptor, bytes), pageBytes);
    } catch (KernelException refused) {
      calls.close(descriptor);
      throw refused;
    }
  }

  private static ByteBuffer attributes() {
    return Kernel.buffer(ATTRIBUTES_BYTES)
        .putInt(0, SOFTWARE)
        .putInt(4, ATTRIBUTES_BYTES)
        .putLong(8, MINOR_FAULTS)
        .putLong(16, PERIOD)
        .putLong(24, SAMPLE_INSTRUCTION)
        .putLong(40, EXCLUDE_KERNEL | EXCLUDE_HYPERVISOR);
  }

  /**
   * Takes out what has come since the last call.
   *
   * @param instructions is given the address of each sample's instruction
   * @return samples that found no room
   */
  long drain(LongConsumer instructions) {
    long head = memory.getLong(HEAD_AT);
    // What the kernel wrote before it moved the head is to be read after the head.
    VarHandle.acquireFence();
    long tail = memory.getLong(TAIL_AT);
    long lost = 0;
    if (head - tail < 0 || head - tail > dataBytes) {
      tail = head;
    }
    while (tail < head) {
      // The header: type (4 bytes), flags (2), length (2).
      long header = word(tail);
      int length = (int) (header >>> 48);
      if (length < Long.BYTES || length % Long.BYTES != 0) {
        break;
      }
      switch ((int) header) {
        case SAMPLE_RECORD -> instructions.accept(word(tail + Long.BYTES));
        case LOST_RECORD -> lost += word(tail + 2 * Long.BYTES);
        default -> {}
      }
      tail += length;
    }
    VarHandle.releaseFence();
    memory.putLong(TAIL_AT, head);
    return lost;
  }

  /** Records are a multiple of 8 bytes long, so that no word goes over the ring's end. */
  private long word(long position) {
    return memory.getLong(pageBytes + (int) (position % dataBytes));
  }

  @Override
  public void close() {
    calls.unmap(memory);
    calls.close(descriptor);
  }
}
