package io.prefork.sidecar.server;

import io.prefork.sidecar.kernel.SocketName;
import io.prefork.sidecar.kernel.Sockets;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;

/** A client connection that ends by a deadline and after so many bytes, whatever the peer does. */
final class BoundedConnection extends InputStream {
  private final Sockets sockets;
  private final SocketName address;
  private final Duration patience;
  private final long deadlineNanos;
  private final int descriptor;
  private final byte[] buffer = new byte[4096];
  private int at;
  private int end;
  private long bytesLeft;

  /**
   * @param patience for the whole conversation
   * @param limit bytes that may be read
   * @throws IOException when nobody answers there in time
   */
  BoundedConnection(Sockets sockets, SocketName address, Duration patience, long limit)
      throws IOException {
    this.sockets = sockets;
    this.address = address;
    this.patience = patience;
    this.bytesLeft = limit;
    deadlineNanos = System.nanoTime() + patience.toNanos();
    descriptor = sockets.connect(address);
    try {
      await(Sockets.WRITABLE);
      sockets.finishConnect(descriptor, address);
    } catch (IOException | RuntimeException failure) {
      sockets.close(descriptor);
      throw failure;
    }
  }

  void write(byte[] bytes) throws IOException {
    int written = 0;
    while (written < bytes.length) {
      int part = sockets.send(descriptor, bytes, written, bytes.length - written);
      if (part < 0) {
        await(Sockets.WRITABLE);
      }
      written += Math.max(0, part);
    }
  }

  /**
   * Passes over what comes before that byte, so that it is read next.
   *
   * @param limit bytes to pass over at most
   * @return false when it does not come
   */
  boolean skipTo(char wanted, int limit) throws IOException {
    for (int passed = 0; passed < limit; passed++) {
      if (at == end && !fill()) {
        return false;
      }
      if (buffer[at] == wanted) {
        return true;
      }
      at++;
    }
    return false;
  }

  @Override
  public int read() throws IOException {
    return at == end && !fill() ? -1 : buffer[at++] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (at == end && !fill()) {
      return -1;
    }
    int part = Math.min(length, end - at);
    System.arraycopy(buffer, at, bytes, offset, part);
    at += part;
    return part;
  }

  private boolean fill() throws IOException {
    if (bytesLeft <= 0) {
      throw new IOException(address.text() + " sends more than it should");
    }
    int got = sockets.receive(descriptor, buffer, 0, buffer.length);
    while (got < 0) {
      await(Sockets.READABLE);
      got = sockets.receive(descriptor, buffer, 0, buffer.length);
    }
    at = 0;
    end = got;
    bytesLeft -= got;
    return got > 0;
  }

  private void await(short event) throws IOException {
    boolean ready = false;
    while (!ready) {
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0) {
        throw new IOException(
            address.text() + " did not answer within " + patience.toMillis() + " ms");
      }
      ready = sockets.await(descriptor, event, left);
    }
  }

  @Override
  public void close() {
    sockets.close(descriptor);
  }
}
