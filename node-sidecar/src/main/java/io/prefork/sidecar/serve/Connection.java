package io.prefork.sidecar.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One client: its request as far as it has come, then its answer as far as it has gone. */
final class Connection {
  private static final int MAX_REQUEST_BYTES = 4096;

  /** The JDK copies what it writes into a native buffer of the same size, and keeps that. */
  private static final int WRITE_BYTES = 8192;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Answers answers;
  private final long deadlineNanos;
  private ByteBuffer request = ByteBuffer.allocate(MAX_REQUEST_BYTES);
  private ByteBuffer[] answer;

  Connection(SocketChannel channel, SelectionKey key, Answers answers, long deadlineNanos) {
    this.channel = channel;
    this.key = key;
    this.answers = answers;
    this.deadlineNanos = deadlineNanos;
  }

  /** Goes on as far as it can without waiting. */
  void proceed() {
    try {
      if (answer == null) {
        readRequest();
      }
      if (answer != null) {
        writeAnswer();
      }
    } catch (IOException clientIsGone) {
      close();
    }
  }

  private void readRequest() throws IOException {
    if (channel.read(request) < 0) {
      close();
      return;
    }
    String soFar = new String(request.array(), 0, request.position(), StandardCharsets.ISO_8859_1);
    if (soFar.contains("\r\n\r\n")) {
      answer = answers.to(soFar);
    } else if (!request.hasRemaining()) {
      answer = answers.tooLong();
    }
    if (answer != null) {
      request = null;
      key.interestOps(SelectionKey.OP_WRITE);
    }
  }

  private void writeAnswer() throws IOException {
    for (ByteBuffer part : answer) {
      while (part.hasRemaining()) {
        ByteBuffer slice = part.slice(part.position(), Math.min(WRITE_BYTES, part.remaining()));
        int written = channel.write(slice);
        if (written == 0) {
          return;
        }
        part.position(part.position() + written);
      }
    }
    close();
  }

  boolean isLate(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  void close() {
    key.cancel();
    try {
      channel.close();
    } catch (IOException alreadyGone) {
      // Closing is all that was wanted.
    }
  }
}
