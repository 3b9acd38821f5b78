package io.prefork.sidecar.server;

import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.json.JsonException;
import io.prefork.sidecar.json.JsonReader;
import io.prefork.sidecar.kernel.SocketName;
import io.prefork.sidecar.kernel.Sockets;
import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * A conversation over Gunicorn's control socket, which there is from 25.1 on: four bytes of length,
 * big-endian, then JSON, both ways ({@code gunicorn/ctl/protocol.py}). It is closed and opened anew
 * whenever the master forks, so any step may fail; the next conversation may not.
 */
public final class ControlSocket implements AutoCloseable {
  private static final int LENGTH_BYTES = 4;

  /** The answers that are asked for here are some hundred bytes long. */
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  private final BoundedConnection connection;

  /**
   * @param procRoot the proc file system, {@code /proc}
   * @param patience for the whole conversation
   * @throws IOException when nobody answers there
   */
  public ControlSocket(Sockets sockets, Found found, String procRoot, Duration patience)
      throws IOException {
    String path = path(found);
    if (path == null) {
      throw new IOException("no control socket: neither HOME nor XDG_RUNTIME_DIR is set");
    }
    try {
      connection =
          new BoundedConnection(
              sockets,
              SocketName.unix(procRoot + "/" + found.master().pid() + "/root" + path),
              patience,
              MAX_ANSWER_BYTES);
    } catch (IllegalArgumentException tooLong) {
      throw new IOException("control socket " + path + ": " + tooLong.getMessage(), tooLong);
    }
  }

  /**
   * Where the server has it, as it sees its own files: the command line, then the defaults of
   * {@code gunicorn/config.py}; null when that cannot be told.
   */
  public static String path(Found found) {
    String declared = Options.last(found.master().arguments(), "--control-socket");
    if (declared != null) {
      return declared.startsWith("/") ? declared : null;
    }
    Map<String, String> environment = found.master().environment().variables();
    String runtime = environment.get(Environment.XDG_RUNTIME_DIR);
    if (runtime != null) {
      return runtime + "/gunicorn.ctl";
    }
    String home = environment.get(Environment.HOME);
    return home == null ? null : home + "/.gunicorn/gunicorn.ctl";
  }

  /**
   * What the arbiter says of itself.
   *
   * @param pid of the process that answers
   * @param workers that it means to have
   */
  public record Standing(int pid, int workers) {}

  public Standing standing() throws IOException {
    Integer pid = null;
    Integer workers = null;
    send("show stats");
    JsonReader json = data();
    json.beginObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      switch (name) {
        case "pid" -> pid = integer(json);
        case "workers_target" -> workers = integer(json);
        default -> json.skip();
      }
    }
    if (pid == null || workers == null) {
      throw new JsonException("the answer names no pid or no workers_target");
    }
    return new Standing(pid, workers);
  }

  /**
   * Has the arbiter mean to have more or fewer workers. Nothing has happened when this fails.
   *
   * @param by workers, not 0; the arbiter keeps at least one
   */
  public void resize(int by) throws IOException {
    send((by > 0 ? "worker add " : "worker remove ") + Math.abs(by));
  }

  /**
   * Reads the answer to {@link #resize}; without one it is not known what happened.
   *
   * @throws Refused when the arbiter would not
   */
  public void acknowledged() throws IOException {
    data();
  }

  /** The arbiter's own words. */
  public static final class Refused extends IOException {
    Refused(String message) {
      super(message);
    }
  }

  private void send(String command) throws IOException {
    String json = "{\"id\":1,\"command\":\"" + command + "\",\"args\":[]}";
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    connection.write(
        ByteBuffer.allocate(LENGTH_BYTES + bytes.length).putInt(bytes.length).put(bytes).array());
  }

  /** An answer, read as far as its member {@code data}. */
  private JsonReader data() throws IOException {
    JsonReader json = new JsonReader(new ByteArrayInputStream(frame()));
    String error = null;
    json.beginObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      switch (name) {
        case "data" -> {
          return json;
        }
        case "error" -> error = json.nextString();
        default -> json.skip();
      }
    }
    if (error != null) {
      throw new Refused(error);
    }
    throw new JsonException("no data in the answer");
  }

  private byte[] frame() throws IOException {
    int length = ByteBuffer.wrap(exactly(LENGTH_BYTES)).getInt();
    if (length < 2 || length > MAX_ANSWER_BYTES - 2 * LENGTH_BYTES) {
      throw new JsonException("an answer of " + Integer.toUnsignedString(length) + " bytes");
    }
    return exactly(length);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = connection.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("the control socket was closed in the middle of an answer");
    }
    return bytes;
  }

  private static int integer(JsonReader json) throws IOException {
    long number = json.nextLong();
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new JsonException(number + " is out of range");
    }
    return (int) number;
  }

  /** Never fails: a caller could take that for a command that was not sent. */
  @Override
  public void close() {
    connection.close();
  }
}
