package io.prefork.sidecar.act;

import io.prefork.sidecar.decide.WorkerId;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Errno;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.proc.Stat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The command FIFO of a uWSGI master, whoever has asked for it: found among what the master has
 * open, and opened from there, so that no path can lead anywhere else.
 */
final class MasterFifo {
  private static final int MAX_COMMANDS = 1024;
  private static final int STAT_BYTES = 4096;

  private final Kernel kernel;
  private final BoundedFiles files;
  private final String directory;
  private final WorkerId master;

  /**
   * @param procRoot the proc file system, {@code /proc}
   * @param master pid and start time of the master
   */
  MasterFifo(Kernel kernel, BoundedFiles files, String procRoot, WorkerId master) {
    this.kernel = kernel;
    this.files = files;
    this.directory = procRoot + "/" + master.pid();
    this.master = master;
  }

  /**
   * Which one it is.
   *
   * @param declared paths that the user or the injection has given it, should there be several
   * @return null when it has none open at this moment: uWSGI closes and opens it after each writer
   * @throws IOException when it cannot be told which it is, with the remedy
   */
  DescriptorTable.Fifo find(List<String> declared) throws IOException {
    List<DescriptorTable.Fifo> open = new DescriptorTable(kernel, files, directory).awaitedFifos();
    if (open.isEmpty()) {
      return null;
    }
    if (open.size() == 1) {
      return open.getFirst();
    }
    List<DescriptorTable.Fifo> known = new ArrayList<>();
    for (DescriptorTable.Fifo fifo : open) {
      if (declared.contains(fifo.path())) {
        known.add(fifo);
      }
    }
    if (known.size() != 1) {
      throw new IOException(
          "uWSGI master "
              + master.pid()
              + " waits for "
              + open.size()
              + " FIFOs and it cannot be told which is the master FIFO; "
              + "give --master-fifo on the command line");
    }
    return known.getFirst();
  }

  /**
   * Writes the same command several times, in one piece.
   *
   * @throws ClosedMeanwhileException when nobody reads it at this moment
   * @throws IOException when nothing was written, with the reason
   */
  void write(DescriptorTable.Fifo fifo, char command, int times) throws IOException {
    if (times < 1 || times > MAX_COMMANDS) {
      throw new IOException(times + " commands at once are not between 1 and " + MAX_COMMANDS);
    }
    int descriptor = open(fifo);
    try {
      verify(fifo, descriptor);
      ByteBuffer bytes = Kernel.buffer(times);
      for (int i = 0; i < times; i++) {
        bytes.put(i, (byte) command);
      }
      // At most PIPE_BUF bytes: all or nothing.
      kernel.write(descriptor, bytes, times);
    } catch (KernelException failure) {
      throw described(fifo, failure);
    } finally {
      kernel.close(descriptor);
    }
  }

  private int open(DescriptorTable.Fifo fifo) throws IOException {
    try {
      return kernel.openForWriting(fifo.file());
    } catch (KernelException failure) {
      throw described(fifo, failure);
    }
  }

  /** What was opened through the master's directory is its own if it is alive afterwards. */
  private void verify(DescriptorTable.Fifo fifo, int descriptor) throws IOException {
    if (!kernel.isFifo(descriptor)) {
      throw new IOException("master FIFO " + fifo.path() + " is no FIFO any more");
    }
    byte[] line = files.read(directory + "/stat", STAT_BYTES);
    Stat now = Stat.parse(line);
    if (now.startTicks() != master.startTicks() || now.isDead()) {
      throw new IOException("uWSGI master " + master.pid() + " has ended");
    }
  }

  private static IOException described(DescriptorTable.Fifo fifo, KernelException failure) {
    String name = "master FIFO " + fifo.path() + ": ";
    return switch (failure.errno()) {
      case Errno.ENXIO, Errno.EPIPE -> new ClosedMeanwhileException(name + "nobody reads it");
      case Errno.ENOENT, Errno.ESRCH ->
          new ClosedMeanwhileException(name + "the master has closed it or has ended");
      case Errno.EAGAIN -> new IOException(name + "it is full: the master does not read it");
      default -> new IOException(name + failure.getMessage());
    };
  }

  /** It was open a moment ago. */
  static final class ClosedMeanwhileException extends IOException {
    private ClosedMeanwhileException(String message) {
      super(message);
    }
  }
}
