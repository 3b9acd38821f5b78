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
  private static final int O_WRONLY = 1;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_TYPE = 1;
  private static final int STATX_BYTES = 256;
  private static final int STATX_MODE_OFFSET = 28;
  private static final int S_IFMT = 0xf000;
  private static final int S_IFIFO = 0x1000;
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
  private final ByteBuffer status = buffer(STATX_BYTES);
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

  /**
   * Opens a file for writing, links followed. It never waits: a FIFO that nobody reads fails with
   * {@code ENXIO}.
   *
   * @return the descriptor
   */
  public int openForWriting(String path) throws KernelException {
    return openat(path, O_WRONLY);
  }

  private int openat(String path, int flags) throws KernelException {
    put(path);
    int all = O_CLOEXEC | O_NONBLOCK | flags;
    return (int) checked("open", path, call(numbers.openat(), AT_FDCWD, address(this.path), all));
  }

  private void put(String path) throws KernelException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length >= PATH_MAX) {
      throw new KernelException("path", path.substring(0, 64) + "...", Errno.ENAMETOOLONG);
    }
    this.path.put(0, name).put(name.length, (byte) 0);
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

  /**
   * Writes the buffer's first bytes at once. To a pipe that nobody reads any more it fails with
   * {@code EPIPE}: the JVM ignores the signal that goes with it.
   *
   * @return bytes written
   */
  public int write(int descriptor, ByteBuffer from, int length) throws KernelException {
    long put = call(numbers.write(), descriptor, address(from), length);
    return (int) checked("write", "descriptor " + descriptor, put);
  }

  /** Whether what is open there is a FIFO or a pipe. */
  public boolean isFifo(int descriptor) throws KernelException {
    path.put(0, (byte) 0);
    return isFifo(descriptor, AT_EMPTY_PATH, "descriptor " + descriptor);
  }

  /** Whether that file is a FIFO, links followed; it is not opened. */
  public boolean isFifo(String path) throws KernelException {
    put(path);
    return isFifo(AT_FDCWD, 0, path);
  }

  private boolean isFifo(int directory, int flags, String object) throws KernelException {
    long done = call(numbers.statx(), directory, address(path), flags, STATX_TYPE, address(status));
    checked("statx", object, done);
    return (status.getShort(STATX_MODE_OFFSET) & S_IFMT) == S_IFIFO;
  }

  /**
   * {@code pidfd_open(2)}: a descriptor that stays with this process when its pid is used again.
   * Needs Linux 5.3; fails with {@code ENOSYS} before.
   */
  public int pidfdOpen(int pid) throws KernelException {
    return (int) checked("pidfd_open", "process " + pid, call(CallNumbers.PIDFD_OPEN, pid, 0, 0));
  }

  /** {@code pidfd_send_signal(2)}. */
  public void pidfdSendSignal(int pidfd, int signal) throws KernelException {
    long done = call(CallNumbers.PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0, 0);
    checked("pidfd_send_signal", "descriptor " + pidfd, done);
  }

  /** {@code kill(2)} to one process; for kernels without {@link #pidfdOpen}. */
  public void kill(int pid, int signal) throws KernelException {
    if (pid <= 1) {
      throw new IllegalArgumentException("no signal is sent to process " + pid);
    }
    checked("kill", "process " + pid, call(numbers.kill(), pid, signal, 0));
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
