package io.prefork.sidecar.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** An open file, read through a buffer that several descriptors of one thread share. */
public final class Descriptor implements AutoCloseable {
  private final Kernel kernel;
  private final ByteBuffer buffer;
  private final byte[] copy;
  private final int number;
  private byte[] last = new byte[0];

  /**
   * @param copy as long as the buffer, and shared as well
   */
  Descriptor(Kernel kernel, ByteBuffer buffer, byte[] copy, int number) {
    this.kernel = kernel;
    this.buffer = buffer;
    this.copy = copy;
    this.number = number;
  }

  /**
   * The file's first bytes, in one read, so that a file that {@code /proc} makes up is one moment's
   * truth. Can be called again: it starts at the beginning each time.
   *
   * @return at most the shared buffer's capacity; the very same array as long as the file says the
   *     same, so that nobody needs to parse it again. It must not be changed
   */
  public byte[] readOnce() throws KernelException {
    return readOnce(buffer.capacity());
  }

  /** The same for no more than so many bytes. */
  public byte[] readOnce(int limit) throws KernelException {
    int length = kernel.pread(number, buffer, Math.min(limit, buffer.capacity()), 0);
    buffer.get(0, copy, 0, length);
    if (!Arrays.equals(copy, 0, length, last, 0, last.length)) {
      last = Arrays.copyOf(copy, length);
    }
    return last;
  }

  /** The file from the beginning, as far as {@code limit} bytes. */
  public byte[] read(int limit) throws KernelException {
    ByteArrayOutputStream all = new ByteArrayOutputStream(512);
    while (all.size() < limit) {
      int length = kernel.pread(number, buffer, all.size());
      if (length == 0) {
        break;
      }
      buffer.get(0, copy, 0, length);
      all.write(copy, 0, Math.min(length, limit - all.size()));
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

  int number() {
    return number;
  }

  @Override
  public void close() {
    kernel.close(number);
  }
}
