package io.prefork.sidecar.serve;

import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.kernel.Sockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers all clients from the thread that senses, while it has nothing to sense; none of them can
 * make another wait: nothing blocks, each has so many seconds, and there are only so many at a
 * time. Not thread-safe.
 */
public final class HttpServer implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int EVENTS = Integer.BYTES;
  private static final int READY = Integer.BYTES + Short.BYTES;

  private final Sockets sockets;
  private final Answers answers;
  private final int listener;
  private final List<Connection> clients = new ArrayList<>();
  private final ByteBuffer polled = Kernel.buffer((1 + MAX_CONNECTIONS) * Sockets.POLL_BYTES);

  /**
   * Binds the port on all addresses.
   *
   * @param port 0 for any free one
   * @throws IOException when it is taken or not allowed
   */
  public HttpServer(Sockets sockets, int port, Published published) throws IOException {
    this.sockets = sockets;
    answers = new Answers(published);
    try {
      listener = sockets.listen(port);
    } catch (KernelException taken) {
      throw new IOException("port " + port + ": " + taken.getMessage(), taken);
    }
  }

  /** The port that is bound. */
  public int port() throws IOException {
    return sockets.port(listener);
  }

  /**
   * Serves whoever comes. Whatever fails in making an answer is thrown, and ends that one client.
   *
   * @param endNanos until when, by {@link System#nanoTime}
   */
  public void serveUntil(long endNanos) {
    long left = endNanos - System.nanoTime();
    while (left > 0) {
      serveOnce(left);
      left = endNanos - System.nanoTime();
    }
    if (!clients.isEmpty()) {
      closeLate(System.nanoTime());
    }
  }

  private void serveOnce(long nanos) {
    try {
      serve(nanos);
    } catch (KernelException exhausted) {
      // The kernel is out of something, such as descriptors: the clients' time runs out by itself.
      sockets.pause(nanos);
    }
  }

  private void serve(long nanos) throws KernelException {
    if (!clients.isEmpty()) {
      clients.removeIf(Connection::isClosed);
    }
    int polledClients = clients.size();
    expect(0, listener, polledClients < MAX_CONNECTIONS ? Sockets.READABLE : 0);
    for (int i = 0; i < polledClients; i++) {
      Connection client = clients.get(i);
      expect(1 + i, client.descriptor(), client.awaits());
    }
    if (sockets.poll(polled, 1 + polledClients, nanos) > 0) {
      for (int i = 0; i < polledClients; i++) {
        if (isReady(1 + i)) {
          clients.get(i).proceed();
        }
      }
      if (isReady(0)) {
        accept();
      }
    }
  }

  private void expect(int entry, int descriptor, int events) {
    int at = entry * Sockets.POLL_BYTES;
    polled.putInt(at, descriptor).putShort(at + EVENTS, (short) events);
  }

  private boolean isReady(int entry) {
    return polled.getShort(entry * Sockets.POLL_BYTES + READY) != 0;
  }

  private void accept() throws KernelException {
    int descriptor = sockets.accept(listener);
    if (descriptor >= 0) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      clients.add(new Connection(sockets, descriptor, answers, deadline));
    }
  }

  private void closeLate(long nowNanos) {
    for (int i = clients.size() - 1; i >= 0; i--) {
      if (clients.get(i).isLate(nowNanos)) {
        clients.remove(i).close();
      }
    }
  }

  @Override
  public void close() {
    for (Connection client : clients) {
      client.close();
    }
    clients.clear();
    sockets.close(listener);
  }
}
