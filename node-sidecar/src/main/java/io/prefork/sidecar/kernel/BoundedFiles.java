package io.prefork.sidecar.kernel;

import java.nio.ByteBuffer;

/** Opens files for reading: never waits, never reads more than asked for. */
public final class BoundedFiles {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Kernel kernel;
  private final ByteBuffer buffer = Kernel.buffer(BUFFER_BYTES);
  private final byte[] copy = new byte[BUFFER_BYTES];

  public BoundedFiles(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Opens a file that the kernel or the kubelet vouches for; links are followed. */
  public Descriptor open(String path) throws KernelException {
    return new Descriptor(kernel, buffer, copy, kernel.open(path));
  }

  /** Opens a file that somebody else may have put there; a link fails with ELOOP. */
  public Descriptor openNoFollow(String path) throws KernelException {
    return new Descriptor(kernel, buffer, copy, kernel.openNoFollow(path));
  }

  /**
   * What changes when a file does, or when there is another in its place: see {@code statx(2)}.
   *
   * @param path as {@link Kernel#path} makes it
   * @param text the same path, for messages
   * @param into gets the device, the inode, the size and the times of the last changes
   */
  void stamp(ByteBuffer path, String text, long[] into) throws KernelException {
    kernel.stamp(path, text, into);
  }

  /** The file, as far as {@code limit} bytes; links are followed. */
  public byte[] read(String path, int limit) throws KernelException {
    try (Descriptor file = open(path)) {
      return file.read(limit);
    }
  }

  /** The same for a file that somebody else may have put there; a link fails with ELOOP. */
  public byte[] readNoFollow(String path, int limit) throws KernelException {
    try (Descriptor file = openNoFollow(path)) {
      return file.read(limit);
    }
  }
}
