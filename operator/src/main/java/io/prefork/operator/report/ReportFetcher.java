package io.prefork.operator.report;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.prefork.operator.report.Reading.Answered;
import io.prefork.operator.report.Reading.Failed;
import io.prefork.operator.report.Reading.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks pods for their reports, many at a time and each with a deadline for the whole answer. A
 * {@link Reading} comes back for every pod, whatever that pod does.
 */
public final class ReportFetcher implements AutoCloseable {

  /** A report of {@value Plausibility#MAX_WORKERS} workers is under 3 MiB; usual ones are 10 kB. */
  static final int MAX_BYTES = 4 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(ReportFetcher.class);
  private static final int MAX_AT_ONCE = 64;

  private final Duration deadline;
  private final ReportReader reader;
  private final MeterRegistry meters;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore places = new Semaphore(MAX_AT_ONCE);
  private final HttpClient client;

  /**
   * @param deadline for one pod, from connecting to the last byte
   */
  public ReportFetcher(Duration deadline, Clock clock, MeterRegistry meters) {
    this.deadline = deadline;
    this.reader = new ReportReader(clock);
    this.meters = meters;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(deadline)
            // Pods are reached directly, whatever proxy the cluster has for the world outside.
            .proxy(HttpClient.Builder.NO_PROXY)
            .executor(threads)
            .build();
  }

  /**
   * Asks all sources side by side.
   *
   * @return one reading a source, in the same order
   */
  public List<Reading> fetchAll(List<ReportSource> sources) throws InterruptedException {
    List<Future<Reading>> asked = new ArrayList<>();
    for (ReportSource source : sources) {
      asked.add(threads.submit(() -> fetch(source)));
    }
    List<Reading> readings = new ArrayList<>();
    try {
      for (Future<Reading> one : asked) {
        readings.add(one.get());
      }
      return readings;
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking for a report failed in the operator itself", e);
    } finally {
      asked.forEach(one -> one.cancel(true));
    }
  }

  private Reading fetch(ReportSource source) throws InterruptedException {
    places.acquire();
    Timer.Sample sample = Timer.start(meters);
    Reading reading = null;
    try {
      reading = ask(source);
      return reading;
    } finally {
      places.release();
      sample.stop(meters.timer("prefork.report.fetch", "result", result(reading)));
    }
  }

  private static String result(Reading reading) {
    return switch (reading) {
      case null -> "Interrupted";
      case Answered _ -> "Answered";
      case Failed failed -> failed.reason().name();
    };
  }

  private Reading ask(ReportSource source) throws InterruptedException {
    Future<Reading> answer = threads.submit(() -> exchange(source));
    try {
      return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Failed(
          Reason.TimedOut, "no whole answer within " + deadline.toMillis() + " milliseconds");
    } catch (ExecutionException e) {
      // What the exception says may quote the pod, and differs from one attempt to the next.
      LOG.debug("{}: no report", source.uri(), e.getCause());
      return new Failed(
          Reason.Unreachable, "no HTTP answer (" + e.getCause().getClass().getSimpleName() + ")");
    } finally {
      answer.cancel(true);
    }
  }

  private Reading exchange(ReportSource source) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(source.uri()).header("Accept", "application/json").build();
    HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        return new Failed(Reason.Malformed, "HTTP status " + response.statusCode());
      }
      byte[] bytes = body.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? new Failed(Reason.TooLarge, "the answer is larger than " + MAX_BYTES + " bytes")
          : reader.read(bytes, source.podUid());
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
