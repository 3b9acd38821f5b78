package io.prefork.operator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.sun.net.httpserver.HttpHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prefork.operator.report.Reading.Answered;
import io.prefork.operator.report.Reading.Failed;
import io.prefork.operator.report.Reading.Reason;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real HTTP server on the other side, as good or as bad as a pod can be. */
class ReportFetcherTest {

  private static final String UID = "uid-1";
  private static final String REPORT =
      """
      {"version":1,"takenAt":"2026-11-23T21:00:00Z","pod":{"uid":"uid-1"},"workers":[],"later":1}
      """;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-23T21:00:10Z"), ZoneOffset.UTC);
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final Duration IMPATIENT = Duration.ofMillis(200);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() throws Exception {
    end.countDown();
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private Reading fetch(HttpHandler pod, Duration deadline) throws InterruptedException {
    return fetch(List.of(source(pod)), deadline).getFirst();
  }

  private List<Reading> fetch(List<ReportSource> sources, Duration deadline)
      throws InterruptedException {
    ReportFetcher fetcher = new ReportFetcher(deadline, CLOCK, new SimpleMeterRegistry());
    open.add(fetcher);
    return fetcher.fetchAll(sources);
  }

  private ReportSource source(HttpHandler pod) {
    ReportServer server = ReportServer.start(pod);
    open.add(server);
    return ReportSource.of("127.0.0.1", server.port(), UID);
  }

  private static void assertFailed(Reason reason, Reading reading) {
    assertEquals(reason, assertInstanceOf(Failed.class, reading).reason(), reading.toString());
  }

  @Test
  void readsAReportAndIgnoresMembersItDoesNotKnow() throws Exception {
    Reading reading = fetch(ReportServer.with(200, REPORT), PATIENT);

    assertEquals(UID, assertInstanceOf(Answered.class, reading).report().pod().uid());
  }

  @Test
  void aPortThatNobodyListensOnIsUnreachable() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    assertFailed(
        Reason.Unreachable,
        fetch(List.of(ReportSource.of("127.0.0.1", port, UID)), PATIENT).getFirst());
  }

  @Test
  void anAnswerThatNeverComesTimesOut() throws Exception {
    assertFailed(Reason.TimedOut, fetch(_ -> awaitEnd(), IMPATIENT));
  }

  @Test
  void anAnswerThatTricklesTimesOut() throws Exception {
    assertFailed(
        Reason.TimedOut,
        fetch(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              OutputStream out = exchange.getResponseBody();
              out.write('{');
              out.flush();
              awaitEnd();
            },
            IMPATIENT));
  }

  @Test
  void anEndlessAnswerIsCutOff() throws Exception {
    byte[] block = new byte[1 << 16];
    assertFailed(
        Reason.TooLarge,
        fetch(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              OutputStream out = exchange.getResponseBody();
              while (end.getCount() > 0) {
                out.write(block);
              }
            },
            PATIENT));
  }

  @Test
  void somethingElseThanHttpIsUnreachable() throws Exception {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    open.add(server);
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = server.accept()) {
            socket.getOutputStream().write("\0\1garbage\n\n".getBytes(StandardCharsets.UTF_8));
          } catch (java.io.IOException e) {
            // The test is over.
          }
        });

    assertFailed(
        Reason.Unreachable,
        fetch(List.of(ReportSource.of("127.0.0.1", server.getLocalPort(), UID)), PATIENT)
            .getFirst());
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    HttpHandler redirect =
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://169.254.169.254/");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        };

    assertFailed(Reason.Malformed, fetch(redirect, PATIENT));
  }

  @Test
  void aBodyThatIsNoJsonIsMalformed() throws Exception {
    assertFailed(Reason.Malformed, fetch(ReportServer.with(200, "<html>"), PATIENT));
    assertFailed(Reason.Malformed, fetch(ReportServer.with(200, ""), PATIENT));
    assertFailed(Reason.Malformed, fetch(ReportServer.with(200, "null"), PATIENT));
    assertFailed(Reason.Malformed, fetch(ReportServer.with(200, "[".repeat(100_000)), PATIENT));
    assertFailed(Reason.Malformed, fetch(ReportServer.with(500, REPORT), PATIENT));
  }

  @Test
  void oneBadPodDoesNotHideTheOthers() throws Exception {
    List<ReportSource> sources =
        List.of(
            source(ReportServer.with(200, "?")),
            source(ReportServer.with(200, REPORT)),
            source(_ -> awaitEnd()));

    List<Reading> readings = fetch(sources, Duration.ofSeconds(2));

    assertFailed(Reason.Malformed, readings.get(0));
    assertInstanceOf(Answered.class, readings.get(1));
    assertFailed(Reason.TimedOut, readings.get(2));
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
