package io.prefork.sidecar.server;

import io.prefork.sidecar.kernel.Errno;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.kernel.Sockets;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Asks the kernel for the listening TCP sockets of our own network namespace, and for nothing else:
 * {@code /proc/net/tcp} goes through every connection that the machine could have, which takes
 * milliseconds. Source: {@code sock_diag(7)} and {@code include/uapi/linux/inet_diag.h}.
 */
final class ListeningSockets {
  private static final int NETLINK_SOCK_DIAG = 4;
  private static final short SOCK_DIAG_BY_FAMILY = 20;
  private static final short REQUEST_ALL = 0x301; // NLM_F_REQUEST | NLM_F_ROOT | NLM_F_MATCH
  private static final short ERROR = 2;
  private static final short DONE = 3;
  private static final byte TCP = 6;
  private static final int LISTENING = 1 << 10;

  private static final int HEADER_BYTES = 16;
  private static final int QUESTION_BYTES = HEADER_BYTES + 56;
  private static final int ANSWER_BYTES = HEADER_BYTES + 72;
  private static final int TYPE = 4;
  private static final int FLAGS = 6;
  private static final int FAMILY = 16;
  private static final int PROTOCOL = 17;
  private static final int STATES = 20;
  private static final int QUEUE = HEADER_BYTES + 56;
  private static final int INODE = HEADER_BYTES + 68;

  /** The kernel fills at most a page at first, later as much as was asked for. */
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Sockets sockets;
  private final ByteBuffer buffer = Kernel.buffer(BUFFER_BYTES);
  private Integer waiting;

  ListeningSockets(Sockets sockets) {
    this.sockets = sockets;
  }

  /**
   * How many connections wait in those of some sockets that listen.
   *
   * @param family {@link Sockets#IPV4} or {@link Sockets#IPV6}
   * @param inodes numbers of the sockets
   * @return null when none of them listens
   * @throws KernelException when the kernel does not answer such questions
   */
  Integer waiting(int family, Set<Long> inodes) throws KernelException {
    int socket = sockets.netlink(NETLINK_SOCK_DIAG);
    try {
      ask(socket, family);
      waiting = null;
      int length = sockets.receive(socket, buffer);
      while (add(length, inodes)) {
        length = sockets.receive(socket, buffer);
      }
      return waiting;
    } finally {
      sockets.close(socket);
    }
  }

  private void ask(int socket, int family) throws KernelException {
    for (int at = 0; at < QUESTION_BYTES; at += Long.BYTES) {
      buffer.putLong(at, 0);
    }
    buffer.putInt(0, QUESTION_BYTES).putShort(TYPE, SOCK_DIAG_BY_FAMILY);
    buffer.putShort(FLAGS, REQUEST_ALL).put(FAMILY, (byte) family).put(PROTOCOL, TCP);
    buffer.putInt(STATES, LISTENING);
    sockets.send(socket, buffer, QUESTION_BYTES);
  }

  /** Whether there is more to come. */
  private boolean add(int length, Set<Long> inodes) throws KernelException {
    if (length < HEADER_BYTES) {
      throw new KernelException("sock_diag", "TCP", Errno.EAGAIN);
    }
    int at = 0;
    while (at + HEADER_BYTES <= length) {
      int bytes = buffer.getInt(at);
      short type = buffer.getShort(at + TYPE);
      if (type == DONE) {
        return false;
      }
      if (type == ERROR || bytes < ANSWER_BYTES || bytes > length - at) {
        throw new KernelException("sock_diag", "TCP", Errno.EOPNOTSUPP);
      }
      if (inodes.contains(Integer.toUnsignedLong(buffer.getInt(at + INODE)))) {
        waiting = (waiting == null ? 0 : waiting) + buffer.getInt(at + QUEUE);
      }
      at += (bytes + 3) & ~3;
    }
    return true;
  }
}
