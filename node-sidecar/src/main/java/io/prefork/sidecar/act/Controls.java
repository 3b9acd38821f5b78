package io.prefork.sidecar.act;

import io.prefork.sidecar.bootstrap.Departures;
import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.Sockets;
import java.time.Duration;

/** Makes the controls of whatever server was found, once for each; they cost nothing until used. */
public final class Controls {
  private final Kernel kernel;
  private final Sockets sockets;
  private final BoundedFiles files;
  private final String procRoot;
  private final Duration patience;
  private final Signals signals;
  private final Departures departures;
  private UwsgiControl uwsgi;

  /**
   * @param procRoot the proc file system, {@code /proc}
   * @param patience with a server that is asked something
   */
  public Controls(
      Kernel kernel,
      Sockets sockets,
      BoundedFiles files,
      Departures departures,
      String procRoot,
      Duration patience) {
    this.kernel = kernel;
    this.sockets = sockets;
    this.files = files;
    this.departures = departures;
    this.procRoot = procRoot;
    this.patience = patience;
    this.signals = new Signals(kernel, files, procRoot);
  }

  public ServerControl of(Found found) {
    if (found.kind() == ServerKind.GUNICORN) {
      return new GunicornControl(sockets, signals, found, procRoot, patience);
    }
    WorkerId master = Identity.of(found.master());
    if (uwsgi == null || !uwsgi.master().equals(master)) {
      MasterFifo fifo = new MasterFifo(kernel, files, procRoot, master);
      uwsgi = new UwsgiControl(fifo, signals, departures, found);
    }
    return uwsgi;
  }
}
