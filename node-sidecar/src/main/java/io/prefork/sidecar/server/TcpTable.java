package io.prefork.sidecar.server;

import java.util.Set;

/**
 * Sums up the queues of some listening sockets in {@code /proc/net/tcp}, where the receive queue of
 * a listening socket is the number of connections that wait to be accepted. Source: {@code
 * proc_pid_net(5)} and {@code Documentation/networking/proc_net_tcp.rst} of the Linux kernel.
 */
final class TcpTable {
  private static final int STATE = 3;
  private static final int QUEUES = 4;
  private static final int INODE = 9;
  private static final String LISTENING = "0A";

  private final Set<Long> sockets;
  private Integer waiting;

  /**
   * @param sockets inode numbers of those to count
   */
  TcpTable(Set<Long> sockets) {
    this.sockets = sockets;
  }

  /**
   * @param text a table; listening sockets come first in it, so its end may be cut off
   */
  void add(String text) {
    int start = text.indexOf('\n') + 1;
    for (int end = text.indexOf('\n', start); end > 0; end = text.indexOf('\n', start)) {
      if (!addLine(text.substring(start, end).trim())) {
        return;
      }
      start = end + 1;
    }
  }

  /** Whether more lines can be of use. */
  private boolean addLine(String line) {
    int at = 0;
    String queues = "";
    for (int field = 0; field < INODE; field++) {
      int space = line.indexOf(' ', at);
      if (space < 0) {
        return false;
      }
      if (field == STATE && !line.startsWith(LISTENING, at)) {
        return false;
      }
      if (field == QUEUES) {
        queues = line.substring(at, space);
      }
      at = space + 1;
      while (at < line.length() && line.charAt(at) == ' ') {
        at++;
      }
    }
    return addQueue(queues, line, at);
  }

  private boolean addQueue(String queues, String line, int inodeAt) {
    try {
      int end = line.indexOf(' ', inodeAt);
      if (sockets.contains(Long.parseLong(line, inodeAt, end < 0 ? line.length() : end, 10))) {
        int queue = Integer.parseInt(queues.substring(queues.indexOf(':') + 1), 16);
        waiting = (waiting == null ? 0 : waiting) + queue;
      }
      return true;
    } catch (NumberFormatException other) {
      return false;
    }
  }

  /** Null when none of the sockets was in a table. */
  Integer waiting() {
    return waiting;
  }
}
