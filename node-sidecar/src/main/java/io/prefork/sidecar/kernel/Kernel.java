package io.prefork.sidecar.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Files, signals, events and clocks by the system's own calls. Buffers are direct and native-endian
 * ({@link #buffer}).
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
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int[] STATX_STAMP = {136, 32, 40, 112, 120, 96, 104};
  private static final int STATX_BYTES = 256;
  private static final int STATX_MODE_OFFSET = 28;
  private static final int S_IFMT = 0xf000;
  private static final int S_IFIFO = 0x1000;
  private static final int PATH_MAX = 4096;
  private static final int PROT_READ_AND_WRITE = 3;
  private static final int MAP_SHARED = 1;

  private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
  private static final int TIMESPEC_BYTES = 16;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final SystemCalls calls;
  private final ByteBuffer path = buffer(PATH_MAX);
  private final ByteBuffer status = buffer(STATX_BYTES);
  private final ByteBuffer time = buffer(TIMESPEC_BYTES);
  private final long timeAddress;

  /**
   * @param architecture the system property {@code os.arch}
   * @throws UnsupportedOperationException on any but amd64 and aarch64
   */
  public Kernel(String architecture) {
    calls = new SystemCalls(Architecture.of(architecture));
    timeAddress = calls.address(time);
  }

  SystemCalls calls() {
    return calls;
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
    return openat(path, calls.architecture().noFollow());
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
    return (int)
        SystemCalls.checked(
            "open", path, calls.call(Call.OPENAT, AT_FDCWD, calls.address(this.path), all));
  }

  private void put(String path) throws KernelException {
    byte[] name = name(path);
    this.path.put(0, name);
  }

  /** As the kernel wants it, which ends with a NUL. */
  private static byte[] name(String path) throws KernelException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length >= PATH_MAX) {
      throw new KernelException("path", path.substring(0, 64) + "...", Errno.ENAMETOOLONG);
    }
    return Arrays.copyOf(name, name.length + 1);
  }

  /** A path that is used often. */
  static ByteBuffer path(String path) throws KernelException {
    byte[] name = name(path);
    return buffer(name.length).put(0, name);
  }

  /**
   * Reads from the position {@code offset} into the buffer, from its index 0 on.
   *
   * @return bytes read; 0 at the end
   */
  public int pread(int descriptor, ByteBuffer into, long offset) throws KernelException {
    return pread(descriptor, into, into.capacity(), offset);
  }

  /** The same for no more than {@code length} bytes. */
  int pread(int descriptor, ByteBuffer into, int length, long offset) throws KernelException {
    long got = calls.call(Call.PREAD, descriptor, calls.address(into), length, offset, 0);
    return SystemCalls.checked("pread", descriptor, got);
  }

  /** Reads from the current position into the buffer, from its index 0 on. */
  public int read(int descriptor, ByteBuffer into) throws KernelException {
    long got = calls.call(Call.READ, descriptor, calls.address(into), into.capacity());
    return SystemCalls.checked("read", descriptor, got);
  }

  /**
   * Writes the buffer's first bytes at once. To a pipe that nobody reads any more it fails with
   * {@code EPIPE}: the JVM ignores the signal that goes with it.
   *
   * @return bytes written
   */
  public int write(int descriptor, ByteBuffer from, int length) throws KernelException {
    long put = calls.call(Call.WRITE, descriptor, calls.address(from), length);
    return SystemCalls.checked("write", descriptor, put);
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
    statx(directory, calls.address(path), flags, STATX_TYPE, object);
    return (status.getShort(STATX_MODE_OFFSET) & S_IFMT) == S_IFIFO;
  }

  /** See {@link BoundedFiles#stamp}; the offsets are those of {@code include/uapi/linux/stat.h}. */
  void stamp(ByteBuffer path, String text, long[] into) throws KernelException {
    long name = calls.address(path);
    statx(AT_FDCWD, name, 0, STATX_BASIC_STATS, text);
    for (int i = 0; i < STATX_STAMP.length; i++) {
      into[i] = status.getLong(STATX_STAMP[i]);
    }
  }

  private void statx(int directory, long name, int flags, int mask, String object)
      throws KernelException {
    long into = calls.address(status);
    SystemCalls.checked(
        "statx", object, calls.call(Call.STATX, directory, name, flags, mask, into));
  }

  /**
   * {@code pidfd_open(2)}: a descriptor that stays with this process when its pid is used again.
   * Needs Linux 5.3; fails with {@code ENOSYS} before.
   */
  public int pidfdOpen(int pid) throws KernelException {
    long got = calls.call(Call.PIDFD_OPEN, pid, 0, 0);
    return (int) SystemCalls.checked("pidfd_open", "process " + pid, got);
  }

  /** {@code pidfd_send_signal(2)}. */
  public void pidfdSendSignal(int pidfd, int signal) throws KernelException {
    long done = calls.call(Call.PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0, 0);
    SystemCalls.checked("pidfd_send_signal", pidfd, done);
  }

  /** {@code kill(2)} to one process; for kernels without {@link #pidfdOpen}. */
  public void kill(int pid, int signal) throws KernelException {
    if (pid <= 1) {
      throw new IllegalArgumentException("no signal is sent to process " + pid);
    }
    SystemCalls.checked("kill", "process " + pid, calls.call(Call.KILL, pid, signal, 0));
  }

  /** Closes a descriptor; on Linux it is gone whatever {@code close(2)} answers. */
  public void close(int descriptor) {
    calls.call(Call.CLOSE, descriptor, 0, 0);
  }

  /** {@code ioctl(2)} with an integer argument. */
  public void ioctl(int descriptor, long request, long argument) throws KernelException {
    SystemCalls.checked("ioctl", descriptor, calls.call(Call.IOCTL, descriptor, request, argument));
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
    long from = calls.address(attributes);
    long got = calls.call(Call.PERF_EVENT_OPEN, from, thread, anyProcessor, group, closeOnExec);
    return (int) SystemCalls.checked("perf_event_open", "thread " + thread, got);
  }

  /**
   * Processor time of this whole process so far, nanoseconds: {@code CLOCK_PROCESS_CPUTIME_ID} of
   * {@code clock_gettime(2)}.
   */
  public long processorNanos() {
    calls.call(Call.CLOCK_GETTIME, CLOCK_PROCESS_CPUTIME_ID, timeAddress, 0);
    return time.getLong(0) * NANOS_PER_SECOND + time.getLong(Long.BYTES);
  }

  /**
   * {@code mmap(2)} of what is open there from its beginning, shared, to read and write.
   *
   * @param bytes a multiple of the page size
   * @return valid until {@link #unmap}
   */
  public ByteBuffer map(int descriptor, int bytes) throws KernelException {
    long at = calls.call(Call.MMAP, 0, bytes, PROT_READ_AND_WRITE, MAP_SHARED, descriptor, 0);
    // An address in user space is positive.
    SystemCalls.checked("mmap", "descriptor " + descriptor, at);
    return MemorySegment.ofAddress(at)
        .reinterpret(bytes)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  /** Gives back what {@link #map} returned, which is not to be touched any more. */
  public void unmap(ByteBuffer mapped) {
    calls.call(Call.MUNMAP, calls.address(mapped), mapped.capacity(), 0);
  }
}
