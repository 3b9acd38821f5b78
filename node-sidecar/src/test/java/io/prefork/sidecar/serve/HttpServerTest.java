package io.prefork.sidecar.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerTest {
  private static final String DEFECT = "a defect";
  private static final long TURN_NANOS = 20_000_000;

  private final Published published = new Published(Reports::empty);
  private final List<Socket> sockets = new ArrayList<>();
  private final AtomicReference<Supplier<Report>> next = new AtomicReference<>();
  private volatile boolean stopped;
  private Thread thread;
  private HttpServer server;
  private int port;

  @BeforeEach
  void start() throws Exception {
    server = new HttpServer(sockets(), 0, published);
    port = server.port();
    thread = Thread.ofPlatform().start(this::serve);
  }

  private static Sockets sockets() {
    return new Sockets(new Kernel(System.getProperty("os.arch")));
  }

  /** As the sidecar does: a turn, then what was seen meanwhile. */
  private void serve() {
    while (!stopped) {
      Supplier<Report> seen = next.getAndSet(null);
      if (seen != null) {
        published.publish(seen);
      }
      try {
        server.serveUntil(System.nanoTime() + TURN_NANOS);
      } catch (IllegalStateException defect) {
        assertEquals(DEFECT, defect.getMessage());
      }
    }
    server.close();
  }

  /** Returns when it is published. */
  private void publish(Supplier<Report> seen) {
    next.set(seen);
    while (next.get() != null) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    stopped = true;
    thread.join();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    sockets.add(socket);
    return socket;
  }

  private Socket send(String request) throws IOException {
    Socket socket = connect();
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private String ask(String request) throws IOException {
    return new String(send(request).getInputStream().readAllBytes(), UTF_8);
  }

  private String get(String path) throws IOException {
    return ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/healthz, 200 OK, text/plain",
    "/report, 200 OK, application/json",
    "/metrics, 200 OK, text/plain; version=0.0.4",
    "/metrics?x=y, 200 OK, text/plain; version=0.0.4",
    "/, 404 Not Found, text/plain",
    "/../report, 404 Not Found, text/plain"
  })
  void answers(String path, String status, String type) throws Exception {
    String answer = get(path);

    assertTrue(answer.startsWith("HTTP/1.1 " + status + "\r\nContent-Type: " + type), answer);
  }

  @ParameterizedTest
  @CsvSource({
    "POST /report HTTP/1.1, 405",
    "GET /report, 400",
    "hello, 400",
    "GET /report HTTP/2.0, 400"
  })
  void refuses(String line, String status) throws Exception {
    assertTrue(ask(line + "\r\n\r\n").startsWith("HTTP/1.1 " + status));
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    assertTrue(ask("HEAD /healthz HTTP/1.1\r\n\r\n").endsWith("\r\n\r\n"));
  }

  @Test
  void refusesARequestWithoutEnd() throws Exception {
    assertTrue(ask("GET /" + "x".repeat(4091)).startsWith("HTTP/1.1 431"));
  }

  @Test
  void sendsTheLatestReport() throws Exception {
    get("/report");
    Report old = Reports.empty();
    Report latest =
        new Report(
            old.version(),
            "2027-01-01T00:00:00Z",
            old.pod(),
            old.directive(),
            old.sidecar(),
            old.server(),
            old.master(),
            old.workers(),
            old.pool(),
            old.counters(),
            old.collectorFaults(),
            old.container(),
            old.decision(),
            old.actions(),
            old.findings());
    publish(() -> latest);

    assertTrue(get("/report").contains("2027-01-01T00:00:00Z"));
  }

  @Test
  void letsNoSlowClientHoldUpAnother() throws Exception {
    publish(Reports::large);
    for (int i = 0; i < 10; i++) {
      connect();
      send("GET /rep");
      send("GET /report HTTP/1.1\r\n\r\n");
    }

    assertTrue(get("/healthz").endsWith("ok\n"));
  }

  @Test
  void sendsALargeReportWhole() throws Exception {
    publish(Reports::large);
    String answer = get("/report");
    int body = answer.indexOf("\r\n\r\n") + 4;

    assertTrue(answer.contains("Content-Length: " + (answer.length() - body) + "\r\n"));
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    String message =
        assertThrows(IOException.class, () -> new HttpServer(sockets(), port, published))
            .getMessage();

    assertTrue(message.startsWith("port " + port + ": "), message);
  }

  @Test
  void endsOnlyTheClientWhoseAnswerFails() throws Exception {
    publish(() -> {
      throw new IllegalStateException(DEFECT);
    });

    assertEquals("", get("/report"));
    assertTrue(get("/healthz").endsWith("ok\n"));
  }

  @Test
  void makesAReportOnlyWhenSomebodyAsks() throws Exception {
    AtomicInteger made = new AtomicInteger();
    publish(() -> {
      made.incrementAndGet();
      return Reports.empty();
    });
    get("/healthz");
    assertEquals(0, made.get());
    get("/report");
    get("/metrics");

    assertEquals(1, made.get());
  }

  @Test
  void answersARequestThatComesInPieces() throws Exception {
    Socket socket = connect();
    for (byte one : "GET /healthz HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
      socket.getOutputStream().write(one);
    }

    assertTrue(new String(socket.getInputStream().readAllBytes(), UTF_8).endsWith("ok\n"));
  }

  @Test
  void goesOnServingWithAllPlacesTakenAndGivenBack() throws Exception {
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      silent.add(connect());
    }
    for (Socket one : silent) {
      one.close();
    }

    assertTrue(get("/healthz").endsWith("ok\n"));
  }

  @Test
  void isReachedByEveryAddressOfThisMachinesOwn() throws Exception {
    for (InetAddress address : NetworkInterface.getByName("lo").inetAddresses().toList()) {
      try (Socket socket = new Socket(address, port)) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
        assertTrue(socket.getInputStream().readAllBytes().length > 0);
      }
    }
  }

  @Test
  void survivesClientsThatGoAway() throws Exception {
    for (int i = 0; i < 100; i++) {
      Socket socket = send("GET /report HTTP/1.1\r\n\r\n");
      socket.setSoLinger(true, 0);
      socket.close();
    }

    assertEquals("ok\n", get("/healthz").substring(get("/healthz").length() - 3));
  }
}
