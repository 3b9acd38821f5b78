package io.prefork.sidecar.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.prefork.sidecar.Recorded;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.Sockets;
import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.Stat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenQueueTest {
  private static final int PID = 42;
  private static final long TWO_WAIT = 20556775;
  private static final long TWO_WAIT_OVER_IPV6 = 20556776;
  private static final long AN_ACCEPTED_ONE = 20556788;

  @TempDir Path proc;

  private static Integer waiting(Set<Long> sockets) throws IOException {
    TcpTable table = new TcpTable(sockets);
    table.add(Recorded.text("net/tcp"));
    table.add(Recorded.text("net/tcp6"));
    return table.waiting();
  }

  private Integer waiting() {
    return waiting(queue());
  }

  private ListenQueue queue() {
    return queue(proc.toString());
  }

  private static ListenQueue queue(String procRoot) {
    Kernel kernel = new Kernel(System.getProperty("os.arch"));
    return new ListenQueue(new Sockets(kernel), new BoundedFiles(kernel), procRoot);
  }

  private static Integer waiting(ListenQueue queue) {
    return waiting(queue, PID);
  }

  private static Integer waiting(ListenQueue queue, int pid) {
    return waiting(queue, process(pid), List.of());
  }

  private static Integer waiting(
      ListenQueue queue, ProcessEntry master, List<ProcessEntry> children) {
    return queue.waiting(new Found(ServerKind.GUNICORN, master, children, List.of(), false));
  }

  private static ProcessEntry process(int pid) {
    Stat stat = new Stat(pid, "gunicorn", 'S', 1, 0, 0, 0, 1, 5);
    return new ProcessEntry(
        stat, List.of("gunicorn"), new Environment(Environment.State.KNOWN, Map.of()), "");
  }

  private void descriptor(int number, String target) throws IOException {
    Path link = proc.resolve(PID + "/fd/" + number);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }

  private void table(String text) throws IOException {
    Path table = proc.resolve(PID + "/net/tcp");
    Files.createDirectories(table.getParent());
    Files.writeString(table, text);
  }

  @Test
  void countsTheConnectionsThatWaitInTheSocketsAskedFor() throws Exception {
    assertEquals(2, waiting(Set.of(TWO_WAIT)));
    assertEquals(2, waiting(Set.of(TWO_WAIT_OVER_IPV6)));
    assertEquals(4, waiting(Set.of(TWO_WAIT, TWO_WAIT_OVER_IPV6)));
  }

  @Test
  void knowsNothingOfOtherSockets() throws Exception {
    assertNull(waiting(Set.of(5L)));
    assertNull(waiting(Set.of(AN_ACCEPTED_ONE)));
  }

  @Test
  void findsTheSocketsOfAMaster() throws Exception {
    descriptor(0, "pipe:[1]");
    descriptor(3, "socket:[" + TWO_WAIT + "]");
    descriptor(4, "socket:[x]");
    table(Recorded.text("net/tcp"));

    assertEquals(2, waiting());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void asksTheKernelForTheQueuesOfLiveSockets(String address) throws Exception {
    int pid = (int) ProcessHandle.current().pid();
    ListenQueue queue = queue("/proc");
    try (ServerSocket listener = new ServerSocket(0, 8, InetAddress.ofLiteral(address))) {
      assertEquals(0, waiting(queue, pid));
      Socket first = new Socket(listener.getInetAddress(), listener.getLocalPort());
      Socket second = new Socket(listener.getInetAddress(), listener.getLocalPort());
      assertEquals(2, waiting(queue, pid));
      listener.accept().close();
      assertEquals(1, waiting(queue, pid));
      first.close();
      second.close();
    }
  }

  @Test
  void noticesThatAMasterListensByNow() throws Exception {
    ListenQueue queue = queue();
    assertNull(waiting(queue));
    descriptor(3, "socket:[" + TWO_WAIT + "]");
    table(Recorded.text("net/tcp"));
    Integer waiting = null;
    for (int look = 0; look < 8 && waiting == null; look++) {
      waiting = waiting(queue);
    }

    assertEquals(2, waiting);
  }

  @Test
  void noticesThatAMasterListensWhoTookLongToLoadItsApplication() throws Exception {
    ListenQueue queue = queue();
    for (int look = 0; look < 20; look++) {
      assertNull(waiting(queue));
    }
    descriptor(3, "socket:[" + TWO_WAIT + "]");
    table(Recorded.text("net/tcp"));
    Integer waiting = null;
    for (int look = 0; look < 8 && waiting == null; look++) {
      waiting = waiting(queue, process(PID), List.of(process(PID + 1)));
    }

    assertEquals(2, waiting);
  }

  @Test
  void knowsNothingWithoutASocketOfItsOwn() throws Exception {
    descriptor(0, "pipe:[1]");
    table(Recorded.text("net/tcp"));

    assertNull(waiting());
  }

  @Test
  void knowsNothingOfAMasterThatIsOutOfReach() {
    assertNull(waiting());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n\n\n", "head\n1: a b 0A c d e f g\n", "head\n1: a b 0A c:z d e f g 9\n"})
  void knowsNothingFromRubbish(String text) throws Exception {
    descriptor(3, "socket:[9]");
    table(text);

    assertNull(waiting());
  }
}
