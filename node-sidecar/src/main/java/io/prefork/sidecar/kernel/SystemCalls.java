package io.prefork.sidecar.kernel;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * {@code syscall(2)}: one native handle instead of one per function, since each costs memory.
 *
 * <p>Not thread-safe.
 */
final class SystemCalls {
  private static final MethodHandle SYSCALL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG),
              Linker.Option.captureCallState("errno"));

  /** The calls of a tick use no more than these, over and over. */
  private static final int KNOWN_BUFFERS = 8;

  private final Architecture architecture;
  private final ByteBuffer errno =
      Kernel.buffer((int) Linker.Option.captureStateLayout().byteSize());
  private final MemorySegment errnoSegment = MemorySegment.ofBuffer(errno);
  private final ByteBuffer[] buffers = new ByteBuffer[KNOWN_BUFFERS];
  private final long[] addresses = new long[KNOWN_BUFFERS];
  private int nextBuffer;

  SystemCalls(Architecture architecture) {
    this.architecture = architecture;
  }

  Architecture architecture() {
    return architecture;
  }

  /** Where a direct buffer begins, whatever its position. */
  long address(ByteBuffer buffer) {
    for (int i = 0; i < KNOWN_BUFFERS; i++) {
      if (buffers[i] == buffer) {
        return addresses[i];
      }
    }
    int at = nextBuffer++ % KNOWN_BUFFERS;
    buffers[at] = buffer;
    addresses[at] = MemorySegment.ofBuffer(buffer.duplicate().clear()).address();
    return addresses[at];
  }

  long call(Call call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0);
  }

  long call(Call call, long a, long b, long c, long d, long e) {
    return call(call, a, b, c, d, e, 0);
  }

  /** What the kernel answers, or a negative error number. */
  long call(Call call, long a, long b, long c, long d, long e, long f) {
    long number = call.number(architecture);
    try {
      long result = (long) SYSCALL.invokeExact(errnoSegment, number, a, b, c, d, e, f);
      return result == -1 ? -errno.getInt(0) : result;
    } catch (Throwable impossible) {
      throw new IllegalStateException("syscall " + number, impossible);
    }
  }

  /**
   * The result of a call.
   *
   * @param object what it was applied to
   */
  static long checked(String call, String object, long result) throws KernelException {
    if (result < 0) {
      throw new KernelException(call, object, (int) -result);
    }
    return result;
  }

  /** The same for a call on a descriptor. */
  static int checked(String call, int descriptor, long result) throws KernelException {
    if (result < 0) {
      throw new KernelException(call, "descriptor " + descriptor, (int) -result);
    }
    return (int) result;
  }
}
