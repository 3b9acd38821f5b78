package io.prefork.sidecar.act;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prefork.sidecar.decide.Observation;
import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.Sockets;
import io.prefork.sidecar.proc.Environment;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that takes signals as Gunicorn's master, and a control socket that is played. */
class GunicornControlTest {
  private static final Observation NOBODY = new Observation(0, List.of(), null, null, null, null);

  /** Longer than a busy machine takes for an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration IMPATIENCE = Duration.ofMillis(100);

  @TempDir Path home;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private PlayedProcess master;
  private ServerSocketChannel listener;

  @BeforeEach
  void startTheMaster() throws Exception {
    master = PlayedProcess.master("signals");
    Files.createDirectories(home.resolve(".gunicorn"));
  }

  @AfterEach
  void stop() throws Exception {
    master.close();
    if (listener != null) {
      listener.close();
    }
  }

  /** What the played socket sends, after each question. */
  private interface Answer {
    void send(String question, OutputStream out) throws IOException;
  }

  private void listen(Answer answer) throws IOException {
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(home.resolve(".gunicorn/gunicorn.ctl")));
    Thread.ofVirtual().start(() -> converse(answer));
  }

  private void converse(Answer answer) {
    try (SocketChannel client = listener.accept()) {
      DataInputStream in = new DataInputStream(Channels.newInputStream(client));
      while (true) {
        byte[] question = in.readNBytes(in.readInt());
        String command = new String(question, StandardCharsets.UTF_8);
        asked.add(command);
        answer.send(command, Channels.newOutputStream(client));
      }
    } catch (IOException clientWentAway) {
      // As it does when it has what it wants, or does not like what it gets.
    }
  }

  private static void frame(OutputStream out, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    out.write(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array());
  }

  private String standing(int pid, int workers) {
    return "{\"id\": 1, \"status\": \"ok\", \"data\": {\"uptime\": 2.16, \"pid\": "
        + pid
        + ", \"workers_current\": 2, \"workers_target\": "
        + workers
        + ", \"dirty_arbiter_pid\": null}}";
  }

  private GunicornControl control() throws IOException {
    return control(PATIENCE);
  }

  private GunicornControl control(Duration patience) throws IOException {
    Kernel kernel = new Kernel(System.getProperty("os.arch"));
    BoundedFiles files = new BoundedFiles(kernel);
    Found found = master.found(ServerKind.GUNICORN, Map.of(Environment.HOME, home.toString()));
    return new GunicornControl(
        new Sockets(kernel), new Signals(kernel, files, "/proc"), found, "/proc", patience);
  }

  private void answerWith(String standing, String acknowledgement) throws IOException {
    listen((question, out) ->
        frame(out, question.contains("show stats") ? standing : acknowledgement));
  }

  @Test
  void resizesBySeveralOverTheControlSocket() throws Exception {
    answerWith(standing(master.id().pid(), 2), "{\"status\": \"ok\", \"data\": {\"added\": 3}}");

    assertEquals(new Attempt.Sent(3), control().resize(3, 2, NOBODY));
    assertEquals("{\"id\":1,\"command\":\"worker add 3\",\"args\":[]}", asked.get(1));
  }

  @Test
  void countsWhatIsStillUnderWayAgainstTheFloor() throws Exception {
    answerWith(standing(master.id().pid(), 2), "{\"status\": \"ok\", \"data\": {}}");

    assertEquals(
        new Attempt.Refused("Gunicorn already means to have only 2 workers"),
        control().resize(-1, 2, NOBODY));
    assertEquals(1, asked.size());
  }

  @Test
  void saysWhatTheArbiterRefused() throws Exception {
    answerWith(
        standing(master.id().pid(), 2),
        "{\"id\": 1, \"status\": \"error\", \"error\": \"Command failed: no\"}");

    assertEquals(
        new Attempt.Refused("Gunicorn refused: Command failed: no"),
        control().resize(1, 1, NOBODY));
  }

  @Test
  void doesNotAskTwiceWhenTheAnswerIsCutOff() throws Exception {
    listen((question, out) -> {
      if (!question.contains("show stats")) {
        throw new IOException("forking now");
      }
      frame(out, standing(master.id().pid(), 2));
    });

    assertEquals(new Attempt.Sent(2), control().resize(2, 1, NOBODY));
  }

  @Test
  void sendsOneSignalWhereThereIsNoSocket() throws Exception {
    assertEquals(new Attempt.Sent(1), control().resize(3, 1, NOBODY));
    assertEquals("SIGTTIN", master.said());
    assertEquals(new Attempt.Sent(1), control().withdraw(1, NOBODY));
    assertEquals("SIGTTOU", master.said());
  }

  @Test
  void sendsASignalWhereTheSocketIsSomebodyElses() throws Exception {
    answerWith(standing(master.id().pid() + 1, 2), "{\"status\": \"ok\", \"data\": {}}");

    assertEquals(new Attempt.Sent(1), control().resize(-1, 1, NOBODY));
    assertEquals("SIGTTOU", master.said());
    assertEquals(1, asked.size());
  }

  @Test
  void sendsASignalWhereTheSocketSendsGarbage() throws Exception {
    listen((question, out) -> out.write("\0\0\0\7garbage".getBytes(StandardCharsets.UTF_8)));

    assertEquals(new Attempt.Sent(1), control().resize(1, 1, NOBODY));
    assertEquals("SIGTTIN", master.said());
  }

  @Test
  void sendsASignalWhereTheSocketSaysNothing() throws Exception {
    listen((question, out) -> {});

    assertEquals(new Attempt.Sent(1), control(IMPATIENCE).resize(1, 1, NOBODY));
    assertEquals("SIGTTIN", master.said());
  }

  @Test
  void sendsASignalWhereTheSocketSendsWithoutEnd() throws Exception {
    byte[] much = new byte[1 << 20];
    listen((question, out) -> {
      out.write(ByteBuffer.allocate(4).putInt(100 << 20).array());
      for (int i = 0; i < 100; i++) {
        out.write(much);
      }
    });

    assertEquals(new Attempt.Sent(1), control().resize(1, 1, NOBODY));
    assertEquals("SIGTTIN", master.said());
  }

  @Test
  void sendsNoSignalToAMasterThatWouldBeStoppedByIt() throws Exception {
    try (PlayedProcess stranger = PlayedProcess.shell("echo ready; exec sleep 60")) {
      Kernel kernel = new Kernel(System.getProperty("os.arch"));
      Signals signals = new Signals(kernel, new BoundedFiles(kernel), "/proc");
      Found found = stranger.found(ServerKind.GUNICORN, Map.of());
      GunicornControl control =
          new GunicornControl(new Sockets(kernel), signals, found, "/proc", PATIENCE);

      assertEquals(
          new Attempt.Refused(
              "Gunicorn master " + stranger.id().pid() + " does not handle SIGTTIN and SIGTTOU"),
          control.resize(1, 1, NOBODY));
    }
  }

  @Test
  void recyclesNobodyButItsOwnChildren() throws Exception {
    try (PlayedProcess stranger =
        PlayedProcess.shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.02; done")) {
      int parent = (int) ProcessHandle.current().pid();

      assertEquals(
          new Attempt.Refused(
              "process "
                  + stranger.id().pid()
                  + " is a child of "
                  + parent
                  + ", not of the master "
                  + master.id().pid()),
          control().recycle(stranger.id()));
      assertEquals(control().recycle(stranger.id()), control().kill(stranger.id()));
    }
  }
}
