package io.prefork.sidecar.server;

import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.kernel.SocketName;
import io.prefork.sidecar.kernel.Sockets;
import java.io.IOException;
import java.time.Duration;

/** Asks a server about itself. */
public final class ServerStats {
  private static final long MAX_BYTES = 4L * 1024 * 1024;
  private static final int MAX_HEADER_BYTES = 1024;

  private final Sockets sockets;
  private final Duration patience;
  private final String procRoot;

  /**
   * @param patience for one answer
   * @param procRoot the proc file system, {@code /proc}
   */
  public ServerStats(Sockets sockets, Duration patience, String procRoot) {
    this.sockets = sockets;
    this.patience = patience;
    this.procRoot = procRoot;
  }

  /**
   * The answer, or why there is none: exactly one of the two is null.
   *
   * @param answered whether somebody was there; an answer that is of no use may have cost a lot
   */
  public record Answer(ServerView view, String problem, boolean answered) {
    static Answer of(ServerView view) {
      return new Answer(view, null, true);
    }

    static Answer nobody(String problem) {
      return new Answer(null, problem, false);
    }

    static Answer useless(String problem) {
      return new Answer(null, problem, true);
    }
  }

  public Answer ask(Found found) {
    return found.kind() == ServerKind.UWSGI ? askUwsgi(found) : askGunicorn(found);
  }

  private Answer askUwsgi(Found found) {
    String declared = StatsAddress.declared(found);
    if (declared == null) {
      return Answer.nobody("no stats server is declared; add --stats or set UWSGI_STATS");
    }
    boolean answered = false;
    try (BoundedConnection connection =
        new BoundedConnection(
            sockets, StatsAddress.parse(declared, root(found)), patience, MAX_BYTES)) {
      answered = true;
      // With stats-http the JSON comes after an HTTP header.
      if (!connection.skipTo('{', MAX_HEADER_BYTES)) {
        throw new IOException("the answer holds no JSON");
      }
      ServerView view = UwsgiStats.read(connection);
      return view.master() == null || view.master() == found.master().pid()
          ? Answer.of(view)
          : Answer.useless(
              "stats server "
                  + declared
                  + " belongs to process "
                  + view.master()
                  + ", not to the master "
                  + found.master().pid());
    } catch (IOException | IllegalArgumentException failure) {
      return new Answer(null, "stats server " + declared + ": " + reason(failure), answered);
    }
  }

  private Answer askGunicorn(Found found) {
    String path = ControlSocket.path(found);
    if (path == null) {
      return Answer.nobody("no control socket: neither HOME nor XDG_RUNTIME_DIR is set");
    }
    boolean answered = false;
    try (BoundedConnection connection =
        new BoundedConnection(sockets, SocketName.unix(root(found) + path), patience, MAX_BYTES)) {
      connection.write(GunicornControl.question());
      answered = true;
      return Answer.of(GunicornControl.read(connection));
    } catch (IOException | IllegalArgumentException failure) {
      return new Answer(null, "control socket " + path + ": " + reason(failure), answered);
    }
  }

  private String root(Found found) {
    return procRoot + "/" + found.master().pid() + "/root";
  }

  private static String reason(Exception failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}
