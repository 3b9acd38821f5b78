package io.prefork.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks for reports one after another, as patiently as the operator does and no more. */
final class ReportWatch {
  private static final Duration OPERATORS_DEADLINE = Duration.ofSeconds(3);
  private static final long PAUSE_MILLIS = 50;

  private final HttpClient http;
  private final HttpRequest request;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final Queue<String> misses = new ConcurrentLinkedQueue<>();
  private long answers;
  private long longestNanos;

  ReportWatch(HttpClient http, URI report) {
    this.http = http;
    request = HttpRequest.newBuilder(report).timeout(OPERATORS_DEADLINE).build();
    thread.scheduleWithFixedDelay(this::ask, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void ask() {
    long before = System.nanoTime();
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      longestNanos = Math.max(longestNanos, System.nanoTime() - before);
      answers++;
      if (status != 200) {
        misses.add("status " + status);
      }
    } catch (IOException unanswered) {
      misses.add(unanswered.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends it.
   *
   * @return what the operator would not have got
   */
  List<String> stop() throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(2 * OPERATORS_DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
      misses.add("an answer that never ends");
    }
    System.out.printf(
        "reports: %d answers, the longest after %d ms%n", answers, longestNanos / 1_000_000);
    return List.copyOf(misses);
  }
}
