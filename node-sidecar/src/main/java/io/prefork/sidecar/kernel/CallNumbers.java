package io.prefork.sidecar.kernel;

/**
 * Numbers of the system calls in use. Sources: {@code arch/x86/entry/syscalls/syscall_64.tbl} and
 * {@code include/uapi/asm-generic/unistd.h} of the Linux kernel.
 */
record CallNumbers(
    int openat,
    int close,
    int read,
    int write,
    int pread64,
    int ioctl,
    int statx,
    int kill,
    int perfEventOpen) {

  /** The same everywhere, as all calls that are younger than Linux 5.0. */
  static final int PIDFD_SEND_SIGNAL = 424;

  static final int PIDFD_OPEN = 434;

  /**
   * @param architecture as the system property {@code os.arch} spells it
   * @throws UnsupportedOperationException on any but amd64 and aarch64
   */
  static CallNumbers of(String architecture) {
    return switch (architecture) {
      case "amd64" -> new CallNumbers(257, 3, 0, 1, 17, 16, 332, 62, 298);
      case "aarch64" -> new CallNumbers(56, 57, 63, 64, 67, 29, 291, 129, 241);
      default ->
          throw new UnsupportedOperationException(
              "os.arch " + architecture + ": system calls are known for amd64 and aarch64 only");
    };
  }
}
