package io.prefork.operator.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Serves {@code /metrics}, {@code /healthz} and {@code /readyz}. */
public final class Endpoints implements AutoCloseable {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Endpoints(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to serve on all addresses.
   *
   * @param port 0 for any free one
   * @param refresh run before each scrape
   */
  public static Endpoints start(
      int port,
      PrometheusMeterRegistry meters,
      Runnable refresh,
      BooleanSupplier healthy,
      BooleanSupplier ready)
      throws IOException {
    Endpoints endpoints = new Endpoints(HttpServer.create(new InetSocketAddress(port), 0));
    endpoints.server.setExecutor(endpoints.threads);
    endpoints.server.createContext("/healthz", exchange -> check(exchange, healthy));
    endpoints.server.createContext("/readyz", exchange -> check(exchange, ready));
    endpoints.server.createContext(
        "/metrics",
        exchange -> {
          refresh.run();
          answer(exchange, 200, PROMETHEUS, meters.scrape());
        });
    endpoints.server.start();
    return endpoints;
  }

  /** The port that is served. */
  public int port() {
    return server.getAddress().getPort();
  }

  private static void check(HttpExchange exchange, BooleanSupplier condition) throws IOException {
    boolean holds = condition.getAsBoolean();
    answer(exchange, holds ? 200 : 503, TEXT, holds ? "ok" : "not yet");
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
