package io.prefork.sidecar.server;

import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Descriptor;
import io.prefork.sidecar.kernel.KernelException;
import io.prefork.sidecar.kernel.Sockets;
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
  private static final int LOOKS_BETWEEN_LISTS = 32;

  /** A master listens some time after its start only, or never to TCP. */
  private static final int LOOKS_UNTIL_IT_LISTENS = 4;

  private static final int LISTS_UNTIL_IT_LISTENS = 4;

  /** Where nothing but a table tells, which costs milliseconds. */
  private static final int LOOKS_BETWEEN_TABLES = 8;

  private static final int MAX_DESCRIPTORS = 4096;

  private final ListeningSockets kernel;
  private final BoundedFiles files;
  private final String procRoot;
  private ProcessEntry master;
  private Set<Long> itsSockets = Set.of();
  private boolean ownNetwork;
  private boolean oldFamily;
  private boolean newFamily;
  private Integer lastWaiting;
  private int looks;
  private int lists;

  /**
   * @param procRoot the proc file system, {@code /proc}
   */
  public ListenQueue(Sockets sockets, BoundedFiles files, String procRoot) {
    this.kernel = new ListeningSockets(sockets);
    this.files = files;
    this.procRoot = procRoot;
  }

  /** Null when that master listens to no TCP socket, or the kernel does not let us see. */
  public Integer waiting(Found found) {
    boolean other = master == null || !master.isSameAs(found.master());
    lists = other ? 0 : lists;
    boolean mayListenSoon = lastWaiting == null && lists < LISTS_UNTIL_IT_LISTENS;
    int between = mayListenSoon ? LOOKS_UNTIL_IT_LISTENS : LOOKS_BETWEEN_LISTS;
    boolean anew = other || ++looks >= between;
    if (anew) {
      lists++;
      master = found.master();
      itsSockets = sockets(master.pid());
      ownNetwork = isOurNetwork(master.pid());
      looks = 0;
    }
    if (itsSockets.isEmpty()) {
      lastWaiting = null;
    } else if (ownNetwork) {
      lastWaiting = waiting(anew);
    } else if (looks % LOOKS_BETWEEN_TABLES == 0) {
      lastWaiting = waitingByTable();
    }
    return lastWaiting;
  }

  /**
   * @param anew whether it is not known which families the sockets are of
   */
  private Integer waiting(boolean anew) {
    try {
      Integer old = anew || oldFamily ? kernel.waiting(Sockets.IPV4, itsSockets) : null;
      Integer young = anew || newFamily ? kernel.waiting(Sockets.IPV6, itsSockets) : null;
      oldFamily = old != null;
      newFamily = young != null;
      return old == null || young == null ? (old == null ? young : old) : (Integer) (old + young);
    } catch (KernelException noSuchAnswers) {
      ownNetwork = false;
      return waitingByTable();
    }
  }

  private boolean isOurNetwork(int pid) {
    String own = target(Path.of(procRoot, "self", "ns", "net"));
    return !own.isEmpty()
        && own.equals(target(Path.of(procRoot, String.valueOf(pid), "ns", "net")));
  }

  private Integer waitingByTable() {
    TcpTable table = new TcpTable(itsSockets);
    table.add(table("/net/tcp"));
    table.add(table("/net/tcp6"));
    return table.waiting();
  }

  private String table(String file) {
    try (Descriptor open = files.open(procRoot + "/" + master.pid() + file)) {
      // Another read, only to see the end, would cost as much again.
      return new String(open.readOnce(), StandardCharsets.ISO_8859_1);
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
