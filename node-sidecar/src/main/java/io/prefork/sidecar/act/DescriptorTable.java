package io.prefork.sidecar.act;

import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a process has open: {@code /proc/PID/fd} and {@code /proc/PID/fdinfo}. */
final class DescriptorTable {
  private static final int MAX_DESCRIPTORS = 8192;
  private static final int INFO_BYTES = 64 * 1024;

  private final Kernel kernel;
  private final BoundedFiles files;
  private final String directory;

  /**
   * @param process its directory in the proc file system, such as {@code /proc/7}
   */
  DescriptorTable(Kernel kernel, BoundedFiles files, String process) {
    this.kernel = kernel;
    this.files = files;
    this.directory = process;
  }

  /**
   * A FIFO that the process reads.
   *
   * @param path by which the process knows it
   * @param file a name that opens this very FIFO, whatever has happened to its path since
   */
  record Fifo(String path, String file) {}

  /**
   * The FIFOs that the process waits for: open for reading only, without blocking, and in one of
   * its epoll sets, as uWSGI's master has its own. A FIFO that the application only happens to have
   * open is not among them.
   *
   * @throws IOException when the process has ended or is another user's
   */
  List<Fifo> awaitedFifos() throws IOException {
    Map<String, String> fifos = new HashMap<>();
    StringBuilder epolls = new StringBuilder();
    for (String number : numbers()) {
      String target = target(number);
      if (target.equals("anon_inode:[eventpoll]")) {
        epolls.append(info(number));
      } else if (target.startsWith("/") && isReadFifo(number)) {
        fifos.put(number, target);
      }
    }
    List<Fifo> awaited = new ArrayList<>();
    for (Map.Entry<String, String> fifo : fifos.entrySet()) {
      if (DescriptorInfo.watches(epolls, fifo.getKey())) {
        awaited.add(new Fifo(fifo.getValue(), directory + "/fd/" + fifo.getKey()));
      }
    }
    return awaited;
  }

  private String[] numbers() throws IOException {
    String[] names = new File(directory, "fd").list();
    if (names == null) {
      throw new IOException(directory + "/fd cannot be listed: ended, or another user's");
    }
    if (names.length > MAX_DESCRIPTORS) {
      throw new IOException(directory + "/fd has more than " + MAX_DESCRIPTORS + " entries");
    }
    return names;
  }

  private String target(String number) {
    try {
      return Files.readSymbolicLink(Path.of(directory, "fd", number)).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private boolean isReadFifo(String number) {
    try {
      return kernel.isFifo(directory + "/fd/" + number)
          && DescriptorInfo.readsWithoutBlocking(info(number));
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private String info(String number) {
    try {
      byte[] text = files.read(directory + "/fdinfo/" + number, INFO_BYTES);
      return new String(text, StandardCharsets.ISO_8859_1);
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
