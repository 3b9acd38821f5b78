package io.prefork.sidecar.serve;

import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.kernel.Sockets;
import java.nio.charset.StandardCharsets;

/** One client: its request as far as it has come, then its answer as far as it has gone. */
final class Connection {
  private static final int MAX_REQUEST_BYTES = 4096;

  private final Sockets sockets;
  private final int descriptor;
  private final Answers answers;
  private final long deadlineNanos;
  private byte[] request = new byte[MAX_REQUEST_BYTES];
  private int received;
  private byte[] answer;
  private int sent;
  private boolean closed;

  Connection(Sockets sockets, int descriptor, Answers answers, long deadlineNanos) {
    this.sockets = sockets;
    this.descriptor = descriptor;
    this.answers = answers;
    this.deadlineNanos = deadlineNanos;
  }

  int descriptor() {
    return descriptor;
  }

  /** What has to be possible before {@link #proceed} can do anything. */
  int awaits() {
    return answer == null ? Sockets.READABLE : Sockets.WRITABLE;
  }

  /** Goes on as far as it can without waiting. */
  void proceed() {
    try {
      if (answer == null) {
        readRequest();
      }
      if (answer != null && !closed) {
        writeAnswer();
      }
    } catch (KernelException clientIsGone) {
      close();
    } catch (RuntimeException defect) {
      close();
      throw defect;
    }
  }

  private void readRequest() throws KernelException {
    int got = sockets.receive(descriptor, request, received, MAX_REQUEST_BYTES - received);
    if (got == 0) {
      close();
    }
    if (got <= 0) {
      return;
    }
    received += got;
    String soFar = new String(request, 0, received, StandardCharsets.ISO_8859_1);
    if (soFar.contains("\r\n\r\n")) {
      answer = answers.to(soFar);
    } else if (received == MAX_REQUEST_BYTES) {
      answer = answers.tooLong();
    }
    if (answer != null) {
      request = null;
    }
  }

  private void writeAnswer() throws KernelException {
    while (sent < answer.length) {
      int written = sockets.send(descriptor, answer, sent, answer.length - sent);
      if (written < 0) {
        return;
      }
      sent += written;
    }
    close();
  }

  boolean isLate(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    if (!closed) {
      closed = true;
      sockets.close(descriptor);
    }
  }
}
