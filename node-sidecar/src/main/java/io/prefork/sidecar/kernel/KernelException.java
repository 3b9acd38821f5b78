package io.prefork.sidecar.kernel;

import java.io.IOException;

/** A system call that failed, with the error number that the kernel gave. */
public final class KernelException extends IOException {
  private final int errno;

  /**
   * @param call name of the system call
   * @param object what it was applied to, such as a path
   * @param errno positive error number
   */
  public KernelException(String call, String object, int errno) {
    super(call + " " + object + ": " + Errno.name(errno));
    this.errno = errno;
  }

  /** None: it is an answer like others, often an expected one, and tells what it is about. */
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }

  /** The positive error number. */
  public int errno() {
    return errno;
  }

  /** Whether the process behind a {@code /proc} file has ended (or has become another program). */
  public boolean processIsGone() {
    return errno == Errno.ESRCH || errno == Errno.ENOENT;
  }

  /** Whether the kernel refused for lack of rights. */
  public boolean isDenied() {
    return errno == Errno.EACCES || errno == Errno.EPERM;
  }
}
