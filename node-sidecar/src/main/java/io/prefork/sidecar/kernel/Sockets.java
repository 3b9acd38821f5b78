package io.prefork.sidecar.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sockets by the system's own calls: {@code java.nio} takes half a megabyte more. None of them ever
 * waits, but {@link #poll}.
 *
 * <p>Not thread-safe: an instance and its sockets belong to one thread.
 */
public final class Sockets {
  public static final int UNIX = 1;
  public static final int IPV4 = 2;
  public static final int IPV6 = 10;

  /** {@code poll(2)}: there is something to read, or nothing will come any more. */
  public static final short READABLE = 1;

  /** {@code poll(2)}: something can be written. */
  public static final short WRITABLE = 4;

  /** Bytes of one entry for {@link #poll}: {@code int fd; short events; short revents}. */
  public static final int POLL_BYTES = 8;

  /** Most that one call moves to or from an array. */
  public static final int EXCHANGE_BYTES = 8192;

  private static final int NETLINK = 16;
  private static final int STREAM = 1;
  private static final int RAW = 3;
  private static final int FLAGS = 0x80800; // SOCK_CLOEXEC | SOCK_NONBLOCK
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_ERROR = 4;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final int BACKLOG = 64;
  private static final int NAME_BYTES = 128;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final SystemCalls calls;
  private final ByteBuffer name = Kernel.buffer(NAME_BYTES);
  private final ByteBuffer option = Kernel.buffer(2 * Integer.BYTES);
  private final ByteBuffer alone = Kernel.buffer(POLL_BYTES);
  private final ByteBuffer exchange = Kernel.buffer(EXCHANGE_BYTES);
  private final ByteBuffer timeout = Kernel.buffer(2 * Long.BYTES);

  public Sockets(Kernel kernel) {
    calls = kernel.calls();
  }

  /**
   * @param protocol of {@code netlink(7)}
   * @return a socket that the kernel answers on
   */
  public int netlink(int protocol) throws KernelException {
    return socket(NETLINK, RAW, protocol);
  }

  /**
   * Begins to connect.
   *
   * @return a socket that is connected, or will be once it is writable; see {@link #finishConnect}
   */
  public int connect(SocketName to) throws KernelException {
    int descriptor = socket(to.family(), STREAM, 0);
    long address = calls.address(to.bytes());
    long done = calls.call(Call.CONNECT, descriptor, address, to.bytes().capacity());
    if (done < 0 && done != -Errno.EINPROGRESS) {
      close(descriptor);
      throw new KernelException("connect", to.text(), (int) -done);
    }
    return descriptor;
  }

  /** Fails when the connection that {@link #connect} began did not come about. */
  public void finishConnect(int descriptor, SocketName to) throws KernelException {
    int error = option(descriptor, SOL_SOCKET, SO_ERROR);
    if (error != 0) {
      throw new KernelException("connect", to.text(), error);
    }
  }

  /**
   * Listens on all addresses of this machine, by IPv6 as well where there is such a thing.
   *
   * @param port 0 for any free one
   */
  public int listen(int port) throws KernelException {
    int descriptor;
    SocketName all;
    try {
      descriptor = socket(IPV6, STREAM, 0);
      setOption(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 0);
      all = SocketName.internet(new byte[16], port);
    } catch (KernelException none) {
      if (none.errno() != Errno.EAFNOSUPPORT) {
        throw none;
      }
      descriptor = socket(IPV4, STREAM, 0);
      all = SocketName.internet(new byte[4], port);
    }
    try {
      setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
      long address = calls.address(all.bytes());
      long bound = calls.call(Call.BIND, descriptor, address, all.bytes().capacity());
      SystemCalls.checked("bind", all.text(), bound);
      SystemCalls.checked("listen", all.text(), calls.call(Call.LISTEN, descriptor, BACKLOG, 0));
      return descriptor;
    } catch (KernelException taken) {
      close(descriptor);
      throw taken;
    }
  }

  /** The port that a listening socket got. */
  public int port(int descriptor) throws KernelException {
    long into = calls.address(name);
    option.putInt(0, NAME_BYTES);
    long done = calls.call(Call.GETSOCKNAME, descriptor, into, calls.address(option));
    SystemCalls.checked("getsockname", descriptor, done);
    return Short.toUnsignedInt(name.order(ByteOrder.BIG_ENDIAN).getShort(Short.BYTES));
  }

  /** A client of a listening socket; -1 when none is waiting. */
  public int accept(int descriptor) throws KernelException {
    long got = calls.call(Call.ACCEPT, descriptor, 0, 0, FLAGS, 0);
    return got == -Errno.EAGAIN || got == -Errno.ECONNABORTED
        ? -1
        : SystemCalls.checked("accept4", descriptor, got);
  }

  /**
   * Reads into the buffer, from its index 0 on.
   *
   * @return bytes read; 0 when the peer has ended; -1 when there is nothing yet
   */
  public int receive(int descriptor, ByteBuffer into) throws KernelException {
    long address = calls.address(into);
    return orNothing(
        "read", descriptor, calls.call(Call.READ, descriptor, address, into.capacity()));
  }

  /**
   * Writes the buffer's first bytes. To a peer that is gone it fails with {@code EPIPE}: the JVM
   * ignores the signal that goes with it.
   *
   * @return bytes written; -1 when none can be, yet
   */
  public int send(int descriptor, ByteBuffer from, int length) throws KernelException {
    long address = calls.address(from);
    return orNothing("write", descriptor, calls.call(Call.WRITE, descriptor, address, length));
  }

  private static int orNothing(String call, int descriptor, long result) throws KernelException {
    return result == -Errno.EAGAIN ? -1 : SystemCalls.checked(call, descriptor, result);
  }

  /**
   * The same as {@link #receive(int, ByteBuffer)} into an array.
   *
   * @return bytes read, at most {@link #EXCHANGE_BYTES}; 0 when the peer has ended; -1 when there
   *     is nothing yet
   */
  public int receive(int descriptor, byte[] into, int offset, int length) throws KernelException {
    long most = Math.min(length, EXCHANGE_BYTES);
    long got = calls.call(Call.READ, descriptor, calls.address(exchange), most);
    int received = orNothing("read", descriptor, got);
    if (received > 0) {
      exchange.get(0, into, offset, received);
    }
    return received;
  }

  /**
   * The same as {@link #send(int, ByteBuffer, int)} from an array.
   *
   * @return bytes written, at most {@link #EXCHANGE_BYTES}; -1 when none can be, yet
   */
  public int send(int descriptor, byte[] from, int offset, int length) throws KernelException {
    int most = Math.min(length, EXCHANGE_BYTES);
    exchange.put(0, from, offset, most);
    return send(descriptor, exchange, most);
  }

  /** Waits until that one is ready for {@link #READABLE} or {@link #WRITABLE}; false when late. */
  public boolean await(int descriptor, short events, long nanos) throws KernelException {
    alone.putInt(0, descriptor).putShort(Integer.BYTES, events);
    return poll(alone, 1, nanos) > 0;
  }

  /**
   * Waits until one of the descriptors is ready, or the time is over; a signal may end it early.
   *
   * @param entries of {@link #POLL_BYTES} each
   * @return how many are ready, which their {@code revents} tell
   */
  public int poll(ByteBuffer entries, int count, long nanos) throws KernelException {
    long most = Math.max(0, nanos);
    timeout.putLong(0, most / NANOS_PER_SECOND).putLong(Long.BYTES, most % NANOS_PER_SECOND);
    long limit = calls.address(timeout);
    long ready = calls.call(Call.PPOLL, calls.address(entries), count, limit, 0, 0);
    return ready == -Errno.EINTR ? 0 : (int) SystemCalls.checked("ppoll", "sockets", ready);
  }

  /** Lets so much time pass; a signal may end it early. */
  public void pause(long nanos) {
    try {
      poll(timeout, 0, nanos);
    } catch (KernelException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Closes a socket, whatever becomes of what it still had to send. */
  public void close(int descriptor) {
    calls.call(Call.CLOSE, descriptor, 0, 0);
  }

  private int socket(int family, int type, int protocol) throws KernelException {
    long got = calls.call(Call.SOCKET, family, type | FLAGS, protocol);
    return (int) SystemCalls.checked("socket", "family " + family, got);
  }

  private void setOption(int descriptor, int level, int number, int value) throws KernelException {
    option.putInt(0, value);
    long from = calls.address(option);
    long done = calls.call(Call.SETSOCKOPT, descriptor, level, number, from, Integer.BYTES);
    SystemCalls.checked("setsockopt", descriptor, done);
  }

  private int option(int descriptor, int level, int number) throws KernelException {
    long into = calls.address(option);
    option.putInt(Integer.BYTES, Integer.BYTES);
    long done = calls.call(Call.GETSOCKOPT, descriptor, level, number, into, into + Integer.BYTES);
    SystemCalls.checked("getsockopt", descriptor, done);
    return option.getInt(0);
  }
}
