package io.prefork.sidecar.serve;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** From a request's first line to the whole answer. HTTP/1.1 (RFC 9112), GET and HEAD only. */
final class Answers {
  private final Published published;

  Answers(Published published) {
    this.published = published;
  }

  /**
   * @param request everything up to the empty line
   * @return header and body
   */
  byte[] to(String request) {
    String[] words = request.substring(0, Math.max(0, request.indexOf('\r'))).split(" ");
    if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
      return answer("400 Bad Request", "text/plain", text("not an HTTP/1 request\n"), true);
    }
    boolean withBody = words[0].equals("GET");
    if (!withBody && !words[0].equals("HEAD")) {
      return answer("405 Method Not Allowed", "text/plain", text("GET or HEAD only\n"), true);
    }
    int query = words[1].indexOf('?');
    return page(query < 0 ? words[1] : words[1].substring(0, query), withBody);
  }

  private byte[] page(String path, boolean withBody) {
    return switch (path) {
      case "/report" -> answer("200 OK", "application/json", published.json(), withBody);
      case "/metrics" ->
          answer(
              "200 OK", "text/plain; version=0.0.4; charset=utf-8", published.metrics(), withBody);
      case "/healthz" -> answer("200 OK", "text/plain", text("ok\n"), withBody);
      default ->
          answer(
              "404 Not Found", "text/plain", text("there is /report, /metrics, /healthz\n"), true);
    };
  }

  /** For a request that is longer than any that is understood here. */
  byte[] tooLong() {
    return answer(
        "431 Request Header Fields Too Large", "text/plain", text("request too long\n"), true);
  }

  private static byte[] answer(String status, String type, byte[] body, boolean withBody) {
    String header =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    byte[] head = text(header);
    byte[] whole = Arrays.copyOf(head, head.length + (withBody ? body.length : 0));
    System.arraycopy(body, 0, whole, head.length, whole.length - head.length);
    return whole;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
