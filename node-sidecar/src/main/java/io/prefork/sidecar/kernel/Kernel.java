package io.prefork.sidecar.kernel;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * System calls through {@code syscall(2)}: one native handle instead of one per function, since
 * each costs memory. Buffers are direct and native-endian ({@link #buffer}).
 *
 * <p>Not thread-safe: an instance and what it opened belong to one thread.
 */
public final class Kernel {
  private static final int AT_FDCWD = -100;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_NONBLOCK = 0x800;
  private static final int PATH_MAX = 4096;

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
                  ValueLayout.JAVA_LONG),
              Linker.Option.captureCallState("errno"));

  private final CallNumbers numbers;
  private final int noFollow;
  private final ByteBuffer path = buffer(PATH_MAX);
  private final ByteBuffer errno = buffer((int) Linker.Option.captureStateLayout().byteSize());
  private final MemorySegment errnoSegment = MemorySegment.ofBuffer(errno);

  /**
   * @param architecture the system property {@code os.arch}
   * @throws UnsupportedOperationException on any but amd64 and aarch64
   */
  public Kernel(String architecture) {
    numbers = CallNumbers.of(architecture);
    noFollow = architecture.equals("aarch64") ? 0x8000 : 0x20000;
  }

  /** A zeroed direct buffer in the byte order of the machine. */
  public static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /**
   * Opens a file for reading, links followed. It never waits, not even for a FIFO's writer.
   *
   * @return the descriptor
   */
  public int open(String path) throws KernelException {
    return openat(path, 0);
  }

  /** The same, but a symbolic link as last component fails with {@code ELOOP}. */
  public int openNoFollow(String path) throws KernelException {
    return openat(path, noFollow);
  }

  private int openat(String path, int flags) throws KernelException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length >= PATH_MAX) {
      throw new KernelException("open", path.substring(0, 64) + "...", Errno.ENAMETOOLONG);
    }
    this.path.put(0, name).put(name.length, (byte) 0);
    int all = O_CLOEXEC | O_NONBLOCK | flags;
    return (int) checked("open", path, call(numbers.openat(), AT_FDCWD, address(this.path), all));
  }

  /**
   * Reads from the position {@code offset} into the buffer, from its index 0 on.
   *
   * @return bytes read; 0 at the end
   */
  public int pread(int descriptor, ByteBuffer into, long offset) throws KernelException {
    long got = call(numbers.pread64(), descriptor, address(into), into.capacity(), offset, 0);
    return (int) checked("pread", "descriptor " + descriptor, got);
  }

  /** Reads from the current position into the buffer, from its index 0 on. */
  public int read(int descriptor, ByteBuffer into) throws KernelException {
    long got = call(numbers.read(), descriptor, address(into), into.capacity());
    return (int) checked("read", "descriptor " + descriptor, got);
  }

  /** Closes a descriptor; on Linux it is gone whatever {@code close(2)} answers. */
  public void close(int descriptor) {
    call(numbers.close(), descriptor, 0, 0);
  }

  /** {@code ioctl(2)} with an integer argument. */
  public void ioctl(int descriptor, long request, long argument) throws KernelException {
    checked(
        "ioctl", "descriptor " + descriptor, call(numbers.ioctl(), descriptor, request, argument));
  }

  /**
   * {@code perf_event_open(2)} on any processor.
   *
   * @param attributes a {@code struct perf_event_attr}
   * @param thread thread id to count
   * @param group descriptor of the group's leader, or -1
   * @return the descriptor
   */
  public int perfEventOpen(ByteBuffer attributes, int thread, int group) throws KernelException {
    int anyProcessor = -1;
    int closeOnExec = 8;
    long got =
        call(
            numbers.perfEventOpen(), address(attributes), thread, anyProcessor, group, closeOnExec);
    return (int) checked("perf_event_open", "thread " + thread, got);
  }

  private static long checked(String call, String object, long result) throws KernelException {
    if (result < 0) {
      throw new KernelException(call, object, (int) -result);
    }
    return result;
  }

  private static long address(ByteBuffer buffer) {
    return MemorySegment.ofBuffer(buffer.duplicate().clear()).address();
  }

  private long call(long number, long a, long b, long c) {
    return call(number, a, b, c, 0, 0);
  }

  private long call(long number, long a, long b, long c, long d, long e) {
    try {
      long result = (long) SYSCALL.invokeExact(errnoSegment, number, a, b, c, d, e);
      return result == -1 ? -errno.getInt(0) : result;
    } catch (Throwable impossible) {
      throw new IllegalStateException("syscall " + number, impossible);
    }
  }
}
