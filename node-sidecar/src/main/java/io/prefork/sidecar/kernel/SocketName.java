package io.prefork.sidecar.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Where a socket is. Sources: {@code unix(7)}, {@code ip(7)}, {@code ipv6(7)}.
 *
 * @param family {@link Sockets#UNIX}, {@link Sockets#IPV4} or {@link Sockets#IPV6}
 * @param bytes a {@code struct sockaddr} of that family
 * @param text for people
 */
public record SocketName(int family, ByteBuffer bytes, String text) {
  private static final int UNIX_PATH_BYTES = 108;
  private static final int IPV4_BYTES = 16;
  private static final int IPV6_BYTES = 28;
  private static final int IPV4_ADDRESS = 4;
  private static final int IPV6_ADDRESS = 8;

  /**
   * A socket in the file system.
   *
   * @throws IllegalArgumentException when the kernel takes no path of that length
   */
  public static SocketName unix(String path) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length >= UNIX_PATH_BYTES) {
      throw new IllegalArgumentException(
          "the path is " + name.length + " bytes long, a socket's may be " + (UNIX_PATH_BYTES - 1));
    }
    ByteBuffer bytes = Kernel.buffer(Short.BYTES + name.length + 1);
    bytes.putShort(0, (short) Sockets.UNIX).put(Short.BYTES, name);
    return new SocketName(Sockets.UNIX, bytes, path);
  }

  /**
   * @param address 4 or 16 bytes
   * @param port 0..65535
   */
  public static SocketName internet(byte[] address, int port) {
    boolean old = address.length == Integer.BYTES;
    int family = old ? Sockets.IPV4 : Sockets.IPV6;
    ByteBuffer bytes = Kernel.buffer(old ? IPV4_BYTES : IPV6_BYTES);
    bytes.putShort(0, (short) family);
    bytes.order(ByteOrder.BIG_ENDIAN).putShort(Short.BYTES, (short) port);
    bytes.put(old ? IPV4_ADDRESS : IPV6_ADDRESS, address);
    return new SocketName(family, bytes, "port " + port);
  }
}
