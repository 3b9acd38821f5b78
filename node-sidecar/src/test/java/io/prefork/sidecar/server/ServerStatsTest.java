package io.prefork.sidecar.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.Recorded;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.Sockets;
import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.Stat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server's sockets that answer well, badly, endlessly, or not at all. */
class ServerStatsTest {
  /** For servers that answer, however busy this machine is. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration IMPATIENCE = Duration.ofMillis(300);

  @TempDir Path proc;
  private ServerSocketChannel listener;

  @BeforeEach
  void makeTheContainersFileSystem() throws Exception {
    Files.createDirectories(proc.resolve(Recorded.MASTER + "/root/run"));
  }

  @AfterEach
  void stopListening() throws Exception {
    if (listener != null) {
      listener.close();
    }
  }

  /** What the played server does with a client. */
  private interface Behaviour {
    void serve(SocketChannel client) throws IOException;
  }

  private void listen(String path, Behaviour behaviour) throws Exception {
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(proc.resolve(Recorded.MASTER + "/root" + path)));
    play(behaviour);
  }

  private void play(Behaviour behaviour) {
    Thread.ofVirtual()
        .start(() -> {
          try (SocketChannel client = listener.accept()) {
            behaviour.serve(client);
          } catch (IOException clientWentAway) {
            // As it should, from most of these.
          }
        });
  }

  private ServerStats.Answer ask(ServerKind kind, Map<String, String> variables, String... more) {
    return ask(PATIENCE, kind, variables, more);
  }

  private ServerStats.Answer ask(
      Duration patience, ServerKind kind, Map<String, String> variables, String... more) {
    List<String> arguments = new java.util.ArrayList<>(List.of("server"));
    arguments.addAll(List.of(more));
    ProcessEntry master =
        new ProcessEntry(
            new Stat(Recorded.MASTER, "uwsgi", 'S', 1, 0, 0, 0, 1, 5),
            arguments,
            new Environment(Environment.State.KNOWN, variables),
            "");
    Found found = new Found(kind, master, List.of(), List.of(), false);
    Sockets sockets = new Sockets(new Kernel(System.getProperty("os.arch")));
    return new ServerStats(sockets, patience, proc.toString()).ask(found);
  }

  private ServerStats.Answer askUwsgi(String... more) {
    return ask(ServerKind.UWSGI, Map.of(Environment.UWSGI_STATS, "/run/s"), more);
  }

  private static void send(SocketChannel client, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  @Test
  void readsTheStatsOfTheMaster() throws Exception {
    listen("/run/s", client -> send(client, Recorded.text("uwsgi/stats-2.0.31-with-mule.json")));

    assertEquals("2.0.31", askUwsgi().view().version());
  }

  @Test
  void readsThemBehindAnHttpHeader() throws Exception {
    String json = Recorded.text("uwsgi/stats-2.0.31-with-mule.json");
    listen("/run/s", client -> send(client, "HTTP/1.0 200 OK\r\nA: b\r\n\r\n" + json));

    assertNotNull(askUwsgi().view());
  }

  @Test
  void readsThemOverTcpFromTheAddressOnTheCommandLine() throws Exception {
    listener = ServerSocketChannel.open();
    listener.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    int port = ((java.net.InetSocketAddress) listener.getLocalAddress()).getPort();
    play(client -> send(client, Recorded.text("uwsgi/stats-2.0.31-with-mule.json")));

    assertNotNull(askUwsgi("--stats", ":" + port).view());
  }

  @Test
  void doesNotBelieveTheStatsOfAnotherMaster() throws Exception {
    listen("/run/s", client -> send(client, "{\"pid\":77,\"workers\":[]}"));

    assertTrue(askUwsgi().problem().contains("process 77"));
  }

  @Test
  void givesUpOnGarbage() throws Exception {
    listen("/run/s", client -> send(client, "no json at all".repeat(1000)));

    assertTrue(askUwsgi().problem().contains("no JSON"));
  }

  @Test
  void givesUpOnAnEndlessAnswer() throws Exception {
    listen(
        "/run/s",
        client -> {
          send(client, "{\"x\":\"");
          while (true) {
            send(client, "y".repeat(65536));
          }
        });

    assertNotNull(askUwsgi().problem());
  }

  @Test
  void givesUpOnSilence() throws Exception {
    listen("/run/s", client -> Channels.newInputStream(client).read());

    ServerStats.Answer answer =
        ask(IMPATIENCE, ServerKind.UWSGI, Map.of(Environment.UWSGI_STATS, "/run/s"));
    assertTrue(answer.problem().contains("did not answer within 300 ms"));
    assertTrue(answer.answered());
  }

  @Test
  void saysThatNobodyListens() {
    assertTrue(askUwsgi().problem().contains("/run/s"));
    assertFalse(askUwsgi().answered());
  }

  @Test
  void saysThatAnAddressCannotBeUsed() {
    assertTrue(askUwsgi("--stats=nowhere").problem().contains("nowhere"));
    assertTrue(askUwsgi("--stats=host.name:1").problem().contains("host.name:1"));
    assertTrue(askUwsgi("--stats=127.0.0.1:70000").problem().contains("70000"));
    assertTrue(askUwsgi("--stats=127.0.0.1:x").problem().contains("127.0.0.1:x"));
    assertTrue(askUwsgi("--stats=/" + "x".repeat(300)).problem() != null);
  }

  @Test
  void asksGunicornForItsWorkers() throws Exception {
    String answer =
        "{\"id\": 1, \"status\": \"ok\", \"data\": {\"workers\": [{\"pid\": 23197, \"age\": 1,"
            + " \"booted\": false, \"last_heartbeat\": 1.84}], \"count\": 1}}";
    listen(
        "/run/gunicorn.ctl",
        client -> {
          client.read(ByteBuffer.allocate(512));
          client.write(ByteBuffer.allocate(4).putInt(answer.length()).flip());
          send(client, answer);
        });

    ServerStats.Answer got = ask(ServerKind.GUNICORN, Map.of(Environment.XDG_RUNTIME_DIR, "/run"));

    assertEquals(Set.of(23197), got.view().workers().keySet());
  }

  @Test
  void doesWithoutAGunicornThatAnswersWithAnError() throws Exception {
    listen("/run/gunicorn.ctl", client -> send(client, "\0\0\0\2{}"));

    assertNotNull(ask(ServerKind.GUNICORN, Map.of(Environment.XDG_RUNTIME_DIR, "/run")).problem());
  }
}
