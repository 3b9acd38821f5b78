package io.prefork.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A GET on a connection of its own, which is not tried again as Java's client would. */
final class PlainRequest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private PlainRequest() {}

  /**
   * The body of the answer.
   *
   * @throws IOException when there was no answer, or not 200
   */
  static String answer(InetSocketAddress server, String target) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      String question = "GET " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int blank = answer.indexOf("\r\n\r\n");
      if (blank < 0 || !answer.split(" ", 3)[1].equals("200")) {
        throw new IOException(target + " was answered with \"" + answer + "\"");
      }
      return answer.substring(blank + 4);
    }
  }
}
