package io.prefork.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

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

  private final HostServer server;
  private final HostSidecar sidecar;

  HostPod(Path directory) {
    server = new HostServer(directory);
    sidecar = new HostSidecar(directory);
  }

  HostServer server() {
    return server;
  }

  HostSidecar sidecar() {
    return sidecar;
  }

  /** One that was free a moment ago. */
  static InetSocketAddress freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends whatever was started. */
  void stop() throws InterruptedException {
    server.stop();
    sidecar.end();
  }
}
