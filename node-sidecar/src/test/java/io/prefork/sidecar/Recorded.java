package io.prefork.sidecar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Inputs recorded from real systems; {@code src/test/resources/README.md} says from where. */
public final class Recorded {
  /** A uWSGI with an HTTP router, four workers and a mule, under a shell. */
  public static final Path UWSGI_PROC = Path.of("src/test/resources/proc/uwsgi");

  public static final int SHELL = 19499;
  public static final int MASTER = 19502;
  public static final int FIRST_WORKER = 19600;

  /** A Gunicorn with three workers, and a dirty arbiter with two of its own; none has a title. */
  public static final Path GUNICORN_PROC = Path.of("src/test/resources/proc/gunicorn");

  public static final int GUNICORN_MASTER = 24088;

  private Recorded() {}

  public static byte[] bytes(String resource) throws IOException {
    try (InputStream in = Recorded.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IOException("no test resource " + resource);
      }
      return in.readAllBytes();
    }
  }

  public static String text(String resource) throws IOException {
    return new String(bytes(resource), StandardCharsets.ISO_8859_1);
  }
}
