package io.prefork.sidecar.serve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Answers all clients from one thread, none of which can make another wait: nothing blocks, each
 * has so many seconds, and there are only so many at a time.
 */
public final class HttpServer implements Runnable, AutoCloseable {
  private static final int MAX_CONNECTIONS = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long CHECK_MILLIS = 1000;
  private static final long FOR_EVER = 0;

  private final Answers answers;
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final SelectionKey listening;

  /**
   * Binds the port on all addresses.
   *
   * @param port 0 for any free one
   * @throws IOException when it is taken or not allowed
   */
  public HttpServer(int port, Published published) throws IOException {
    answers = new Answers(published);
    selector = Selector.open();
    listener = ServerSocketChannel.open();
    try {
      listener.bind(new InetSocketAddress(port));
      listener.configureBlocking(false);
      listening = listener.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException taken) {
      close();
      throw new IOException("port " + port + ": " + taken.getMessage(), taken);
    }
  }

  /** The port that is bound. */
  public int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  /** Serves until {@link #close}. */
  @Override
  public void run() {
    while (selector.isOpen()) {
      try {
        serveOnce();
      } catch (ClosedSelectorException closed) {
        return;
      } catch (IOException failure) {
        // The kernel is out of something for the moment: the clients' time runs out by itself.
        Thread.onSpinWait();
      }
    }
  }

  private void serveOnce() throws IOException {
    boolean alone = selector.keys().size() == 1;
    selector.select(alone ? FOR_EVER : CHECK_MILLIS);
    if (!selector.isOpen()) {
      return;
    }
    for (SelectionKey key : selector.selectedKeys()) {
      if (key == listening) {
        accept();
      } else if (key.isValid()) {
        ((Connection) key.attachment()).proceed();
      }
    }
    selector.selectedKeys().clear();
    closeLate();
    boolean room = selector.keys().size() <= MAX_CONNECTIONS;
    listening.interestOps(room ? SelectionKey.OP_ACCEPT : 0);
  }

  private void accept() throws IOException {
    SocketChannel channel = listener.accept();
    if (channel != null) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      key.attach(new Connection(channel, key, answers, deadline));
    }
  }

  private void closeLate() {
    long now = System.nanoTime();
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof Connection client && client.isLate(now)) {
        client.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    selector.close();
  }
}
