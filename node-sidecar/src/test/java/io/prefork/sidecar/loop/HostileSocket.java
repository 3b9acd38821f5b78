package io.prefork.sidecar.loop;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A Unix socket where whoever connects is treated in one way. */
public final class HostileSocket implements AutoCloseable {
  private static final int HUGE_BYTES = 100 << 20;

  private final ServerSocketChannel listener;
  private final AtomicInteger clients = new AtomicInteger();

  /** What a client gets. */
  public enum Manner {
    GARBAGE {
      @Override
      void serve(SocketChannel client) throws IOException {
        send(client, "\0\0\0\7no json at all }{][".repeat(500));
      }
    },
    HUGE {
      @Override
      void serve(SocketChannel client) throws IOException {
        // A frame of Gunicorn's of 2 GiB, and to uWSGI's readers a string without an end.
        send(client, "\177\377\377\377{\"version\":\"");
        String piece = "x".repeat(1 << 20);
        for (int sent = 0; sent < HUGE_BYTES; sent += piece.length()) {
          send(client, piece);
        }
      }
    },
    NOTHING {
      @Override
      void serve(SocketChannel client) throws IOException {
        while (client.read(ByteBuffer.allocate(512)) >= 0) {
          Thread.onSpinWait();
        }
      }
    },
    DRIP {
      @Override
      void serve(SocketChannel client) throws IOException {
        send(client, "\0\0\1\0{\"workers\":[");
        while (true) {
          send(client, " ");
          try {
            Thread.sleep(20);
          } catch (InterruptedException e) {
            return;
          }
        }
      }
    },
    HANG_UP {
      @Override
      void serve(SocketChannel client) {}
    },
    NONSENSE {
      @Override
      void serve(SocketChannel client) throws IOException {
        send(client, "\0\0\0\101");
        send(
            client,
            "{\"pid\":-1,\"data\":{\"workers\":[{\"pid\":1}],\"pid\":1,"
                + "\"workers_target\":99},\"workers\":[{\"pid\":1,\"status\":\"busy\"}]}");
      }
    };

    abstract void serve(SocketChannel client) throws IOException;
  }

  private interface Service {
    void serve(SocketChannel client) throws IOException;
  }

  private HostileSocket(Path path, Service service) throws IOException {
    Files.createDirectories(path.getParent());
    Files.deleteIfExists(path);
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(path));
    Thread.ofVirtual().start(() -> accept(service));
  }

  public static HostileSocket of(Path path, Manner manner) throws IOException {
    return new HostileSocket(path, manner::serve);
  }

  /** One that says the same to everybody. */
  static HostileSocket saying(Path path, Supplier<String> text) throws IOException {
    return new HostileSocket(path, client -> send(client, text.get()));
  }

  private void accept(Service service) {
    try {
      while (true) {
        SocketChannel client = listener.accept();
        clients.incrementAndGet();
        Thread.ofVirtual()
            .start(() -> {
              try (client) {
                service.serve(client);
              } catch (IOException clientWentAway) {
                // As it should, from most of these.
              }
            });
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void send(SocketChannel client, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  /** How many have connected. */
  public int clients() {
    return clients.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
