package io.prefork.sidecar.kernel;

/**
 * Numbers of the system calls in use. Sources: {@code arch/x86/entry/syscalls/syscall_64.tbl} and
 * {@code include/uapi/asm-generic/unistd.h} of the Linux kernel.
 */
record CallNumbers(int openat, int close, int read, int pread64, int ioctl, int perfEventOpen) {

  /**
   * @param architecture as the system property {@code os.arch} spells it
   * @throws UnsupportedOperationException on any but amd64 and aarch64
   */
  static CallNumbers of(String architecture) {
    return switch (architecture) {
      case "amd64" -> new CallNumbers(257, 3, 0, 17, 16, 298);
      case "aarch64" -> new CallNumbers(56, 57, 63, 67, 29, 241);
      default ->
          throw new UnsupportedOperationException(
              "os.arch " + architecture + ": system calls are known for amd64 and aarch64 only");
    };
  }
}
