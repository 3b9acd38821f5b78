package io.prefork.sidecar.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;

/** A client connection that ends by a deadline and after so many bytes, whatever the peer does. */
final class BoundedConnection extends InputStream {
  private final SocketAddress address;
  private final Duration patience;
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final long deadlineNanos;
  private final ByteBuffer buffer = ByteBuffer.allocate(4096).flip();
  private long bytesLeft;

  /**
   * @param patience for the whole conversation
   * @param limit bytes that may be read
   * @throws IOException when nobody answers there in time
   */
  BoundedConnection(SocketAddress address, Duration patience, long limit) throws IOException {
    this.address = address;
    this.patience = patience;
    this.bytesLeft = limit;
    deadlineNanos = System.nanoTime() + patience.toNanos();
    channel = open(address);
    Selector opened = null;
    try {
      opened = Selector.open();
      channel.configureBlocking(false);
      key = channel.register(opened, SelectionKey.OP_CONNECT);
      connect();
    } catch (IOException | RuntimeException failure) {
      channel.close();
      if (opened != null) {
        opened.close();
      }
      throw failure;
    }
    selector = opened;
  }

  private static SocketChannel open(SocketAddress address) throws IOException {
    return address instanceof UnixDomainSocketAddress
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }

  private void connect() throws IOException {
    boolean connected = channel.connect(address);
    while (!connected) {
      await(SelectionKey.OP_CONNECT);
      connected = channel.finishConnect();
    }
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        await(SelectionKey.OP_WRITE);
      }
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
      if (!buffer.hasRemaining() && !fill()) {
        return false;
      }
      if (buffer.get(buffer.position()) == wanted) {
        return true;
      }
      buffer.get();
    }
    return false;
  }

  @Override
  public int read() throws IOException {
    while (!buffer.hasRemaining()) {
      if (!fill()) {
        return -1;
      }
    }
    return buffer.get() & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    int next = read();
    if (next < 0) {
      return -1;
    }
    bytes[offset] = (byte) next;
    return 1;
  }

  private boolean fill() throws IOException {
    if (bytesLeft <= 0) {
      throw new IOException(address + " sends more than it should");
    }
    buffer.clear();
    int got = channel.read(buffer);
    while (got == 0) {
      await(SelectionKey.OP_READ);
      got = channel.read(buffer);
    }
    buffer.flip();
    bytesLeft -= Math.max(0, got);
    return got > 0;
  }

  private void await(int operation) throws IOException {
    long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
    if (leftMillis <= 0) {
      throw new IOException(address + " did not answer within " + patience.toMillis() + " ms");
    }
    key.interestOps(operation);
    key.selector().select(leftMillis);
    key.selector().selectedKeys().clear();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    selector.close();
  }
}
