package io.prefork.sidecar.server;

import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.proc.ProcessEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * How many connections wait in the listening sockets that a master holds open, by the kernel. For
 * TCP only: the kernel's list of Unix sockets does not tell.
 */
public final class ListenQueue {
  /** A hundred listening sockets: they come first. */
  private static final int TABLE_BYTES = 16 * 1024;

  private static final int LOOKS_BETWEEN_LISTS = 32;

  /** A master listens some time after its start only. */
  private static final int LOOKS_UNTIL_IT_LISTENS = 4;

  private static final int MAX_DESCRIPTORS = 4096;

  private final BoundedFiles files;
  private final String procRoot;
  private ProcessEntry master;
  private Set<Long> sockets = Set.of();
  private Integer lastWaiting;
  private int looks;

  /**
   * @param procRoot the proc file system, {@code /proc}
   */
  public ListenQueue(BoundedFiles files, String procRoot) {
    this.files = files;
    this.procRoot = procRoot;
  }

  /** Null when that master listens to no TCP socket, or the kernel does not let us see. */
  public Integer waiting(Found found) {
    int between = lastWaiting == null ? LOOKS_UNTIL_IT_LISTENS : LOOKS_BETWEEN_LISTS;
    if (master == null || !master.isSameAs(found.master()) || ++looks >= between) {
      master = found.master();
      sockets = sockets(master.pid());
      looks = 0;
    }
    lastWaiting = sockets.isEmpty() ? null : waiting();
    return lastWaiting;
  }

  private Integer waiting() {
    TcpTable table = new TcpTable(sockets);
    table.add(table("/net/tcp"));
    table.add(table("/net/tcp6"));
    return table.waiting();
  }

  private String table(String file) {
    try {
      byte[] text = files.read(procRoot + "/" + master.pid() + file, TABLE_BYTES);
      return new String(text, StandardCharsets.ISO_8859_1);
    } catch (KernelException notThere) {
      return "";
    }
  }

  /** Inode numbers: a socket's descriptor is a link to {@code socket:[number]}. */
  private Set<Long> sockets(int pid) {
    Set<Long> numbers = new HashSet<>();
    try (DirectoryStream<Path> descriptors =
        Files.newDirectoryStream(Path.of(procRoot, String.valueOf(pid), "fd"))) {
      int seen = 0;
      for (Path descriptor : descriptors) {
        if (++seen > MAX_DESCRIPTORS) {
          break;
        }
        addSocket(target(descriptor), numbers);
      }
    } catch (IOException | DirectoryIteratorException denied) {
      return Set.of();
    }
    return numbers;
  }

  /** Empty when it was closed meanwhile. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }

  private static void addSocket(String target, Set<Long> numbers) {
    if (target.startsWith("socket:[") && target.endsWith("]")) {
      try {
        numbers.add(Long.parseLong(target, 8, target.length() - 1, 10));
      } catch (NumberFormatException notASocket) {
        // A file of that name: none of ours.
      }
    }
  }
}
