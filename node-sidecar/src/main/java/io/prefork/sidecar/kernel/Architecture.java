package io.prefork.sidecar.kernel;

/** Processors whose system calls are known. */
enum Architecture {
  /** {@code include/uapi/asm-generic/fcntl.h}. */
  AMD64(0x20000),
  /** {@code arch/arm64/include/uapi/asm/fcntl.h}. */
  AARCH64(0x8000);

  private final int noFollow;

  Architecture(int noFollow) {
    this.noFollow = noFollow;
  }

  /**
   * @param name as the system property {@code os.arch} spells it
   * @throws UnsupportedOperationException on any but amd64 and aarch64
   */
  static Architecture of(String name) {
    return switch (name) {
      case "amd64" -> AMD64;
      case "aarch64" -> AARCH64;
      default ->
          throw new UnsupportedOperationException(
              "os.arch " + name + ": system calls are known for amd64 and aarch64 only");
    };
  }

  /** {@code O_NOFOLLOW}. */
  int noFollow() {
    return noFollow;
  }
}
