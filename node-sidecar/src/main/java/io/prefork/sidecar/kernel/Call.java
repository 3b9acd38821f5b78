package io.prefork.sidecar.kernel;

/**
 * The system calls in use, and their numbers. Sources: {@code
 * arch/x86/entry/syscalls/syscall_64.tbl} and {@code include/uapi/asm-generic/unistd.h} of the
 * Linux kernel.
 */
enum Call {
  OPENAT(257, 56),
  CLOSE(3, 57),
  READ(0, 63),
  WRITE(1, 64),
  PREAD(17, 67),
  IOCTL(16, 29),
  STATX(332, 291),
  KILL(62, 129),
  CLOCK_GETTIME(228, 113),
  PERF_EVENT_OPEN(298, 241),
  MMAP(9, 222),
  MUNMAP(11, 215),
  SOCKET(41, 198),
  BIND(49, 200),
  LISTEN(50, 201),
  ACCEPT(288, 242),
  CONNECT(42, 203),
  GETSOCKNAME(51, 204),
  SETSOCKOPT(54, 208),
  GETSOCKOPT(55, 209),
  PPOLL(271, 73),
  PIDFD_SEND_SIGNAL(424, 424),
  PIDFD_OPEN(434, 434);

  private final int amd64;
  private final int aarch64;

  Call(int amd64, int aarch64) {
    this.amd64 = amd64;
    this.aarch64 = aarch64;
  }

  /** As the kernel of that architecture knows it. */
  int number(Architecture architecture) {
    return architecture == Architecture.AMD64 ? amd64 : aarch64;
  }
}
