package io.prefork.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a pod is to the sidecar, on this host and without Kubernetes: two containers, of which the
 * second one may never be started, and the volume that they share.
 */
final class HostPod {
  /** Spec of a policy that keeps memory shared. */
  static final Map<String, Object> SHARING =
      Map.of(
          "mode", "Enforce",
          "gc", Map.of("mode", "Freeze"),
          "shutdown", Map.of("mode", "SkipFinalization"));

  /** Below {@code ip_local_port_range} and Kubernetes' node ports. */
  private static final int FIRST_PORT = 20_000;

  private static final int END_OF_PORTS = 30_000;

  private final HostServer server;
  private final HostSidecar sidecar;

  HostPod(Path directory) {
    this(directory, List.of());
  }

  /** The application's container has that group. */
  HostPod(Path directory, HostCgroup container) {
    this(directory, container.entrance());
  }

  private HostPod(Path directory, List<String> entrance) {
    server = new HostServer(directory, entrance);
    sidecar = new HostSidecar(directory);
  }

  HostServer server() {
    return server;
  }

  HostSidecar sidecar() {
    return sidecar;
  }

  /**
   * One that was free a moment ago, and that no connection gets meanwhile: a load generator beside
   * the tests uses up those that the kernel gives to connections.
   */
  static InetSocketAddress freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, END_OF_PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return new InetSocketAddress(socket.getInetAddress(), port);
      } catch (BindException taken) {
        // Another one, then.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Ends whatever was started. */
  void stop() throws InterruptedException {
    server.stop();
    sidecar.end();
  }
}
