package io.prefork.operator.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** A pod's {@code /report} on the loopback address, which may behave as badly as one likes. */
public final class ReportServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore requests = new Semaphore(0);
  private volatile HttpHandler handler;

  private ReportServer(HttpServer server, HttpHandler handler) {
    this.server = server;
    this.handler = handler;
  }

  public static ReportServer start(HttpHandler handler) {
    try {
      ReportServer reports =
          new ReportServer(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
              handler);
      reports.server.setExecutor(reports.threads);
      reports.server.createContext("/report", reports::handle);
      reports.server.start();
      return reports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    handler.handle(exchange);
    requests.release();
  }

  /** Waits until so many requests have been answered from now on. */
  public void awaitRequests(int number) throws InterruptedException {
    requests.drainPermits();
    requests.acquire(number);
  }

  /** Answers with a body from now on. */
  public void answer(String body) {
    handler = with(200, body);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public static HttpHandler with(int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return exchange -> {
      exchange.sendResponseHeaders(status, bytes.length);
      write(exchange, bytes);
    };
  }

  private static void write(HttpExchange exchange, byte[] bytes) throws IOException {
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
