package io.prefork.sidecar.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** An open file, read through a buffer that several descriptors of one thread share. */
public final class Descriptor implements AutoCloseable {
  private final Kernel kernel;
  private final ByteBuffer buffer;
  private final int number;

  Descriptor(Kernel kernel, ByteBuffer buffer, int number) {
    this.kernel = kernel;
    this.buffer = buffer;
    this.number = number;
  }

  /**
   * The file's first bytes, in one read, so that a file that {@code /proc} makes up is one moment's
   * truth. Can be called again: it starts at the beginning each time.
   *
   * @return at most the shared buffer's capacity
   */
  public byte[] readOnce() throws KernelException {
    return take(kernel.pread(number, buffer, 0));
  }

  /** The file from the beginning, as far as {@code limit} bytes. */
  public byte[] read(int limit) throws KernelException {
    ByteArrayOutputStream all = new ByteArrayOutputStream(512);
    while (all.size() < limit) {
      byte[] part = take(kernel.pread(number, buffer, all.size()));
      if (part.length == 0) {
        break;
      }
      all.write(part, 0, Math.min(part.length, limit - all.size()));
    }
    return all.toByteArray();
  }

  /**
   * A piece of the file, in one read.
   *
   * @param into filled from its beginning
   * @return bytes read, also fewer than would fit; 0 at the end
   */
  public int readAt(long position, byte[] into) throws KernelException {
    int got = Math.min(kernel.pread(number, buffer, position), into.length);
    buffer.get(0, into, 0, got);
    return got;
  }

  private byte[] take(int length) {
    byte[] bytes = new byte[length];
    buffer.get(0, bytes);
    return bytes;
  }

  @Override
  public void close() {
    kernel.close(number);
  }
}
