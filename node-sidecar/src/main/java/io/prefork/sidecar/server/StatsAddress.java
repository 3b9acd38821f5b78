package io.prefork.sidecar.server;

import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.kernel.SocketName;
import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.Options;
import java.net.InetAddress;

/** Where a uWSGI serves its stats: the command line wins over {@code UWSGI_STATS}. */
final class StatsAddress {
  private StatsAddress() {}

  /**
   * The address as the user wrote it, or null when there is none to be seen (an ini file may have
   * one).
   */
  static String declared(Found found) {
    String fromCommandLine = Options.last(found.master().arguments(), "--stats", "--stats-server");
    return fromCommandLine != null
        ? fromCommandLine
        : found.master().environment().variables().get(Environment.UWSGI_STATS);
  }

  /**
   * @param declared a path, or {@code host:port} with an empty, numeric or {@code localhost} host
   * @param fileSystemRoot of the container that the server runs in
   * @throws IllegalArgumentException when it is neither, with the reason
   */
  static SocketName parse(String declared, String fileSystemRoot) {
    if (declared.startsWith("/")) {
      return SocketName.unix(fileSystemRoot + declared);
    }
    int colon = declared.lastIndexOf(':');
    if (colon < 0 || declared.startsWith("@")) {
      throw new IllegalArgumentException("neither an absolute path nor host:port");
    }
    String host = declared.substring(0, colon);
    boolean anywhere =
        host.isEmpty() || host.equals("0.0.0.0") || host.equals("[::]") || host.equals("localhost");
    InetAddress address =
        anywhere ? InetAddress.getLoopbackAddress() : InetAddress.ofLiteral(unbracketed(host));
    int port = Integer.parseInt(declared.substring(colon + 1));
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is out of range");
    }
    return SocketName.internet(address.getAddress(), port);
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
