package io.prefork.operator.admission;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.webhook.admission.AdmissionController;
import io.javaoperatorsdk.webhook.admission.AdmissionRequestHandler;
import io.prefork.operator.telemetry.OneLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One AdmissionReview over HTTP. A request that cannot be understood is answered with a 4xx, one
 * too many with 503: the API server then goes on without us ({@code failurePolicy: Ignore}).
 */
final class AdmissionExchange implements HttpHandler {

  /** The API server itself accepts objects of 3 MiB. */
  static final int MAX_BODY_BYTES = 8 << 20;

  private static final int MAX_CONCURRENT = 16;
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionExchange.class);

  private final Semaphore slots = new Semaphore(MAX_CONCURRENT);
  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final AdmissionController<?> controller;

  AdmissionExchange(AdmissionRequestHandler handler) {
    this.controller = new AdmissionController<>(handler);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        answer(exchange, 405, "POST an AdmissionReview");
      } else if (!slots.tryAcquire()) {
        answer(exchange, 503, "%d reviews are being answered already".formatted(MAX_CONCURRENT));
      } else {
        try {
          review(exchange);
        } finally {
          slots.release();
        }
      }
    }
  }

  private void review(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      answer(exchange, 413, "an AdmissionReview has at most %d bytes".formatted(MAX_BODY_BYTES));
      return;
    }
    AdmissionReview review;
    try {
      review = serialization.unmarshal(new ByteArrayInputStream(body), AdmissionReview.class);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.atError()
          .addKeyValue("from", exchange.getRemoteAddress())
          .addKeyValue("bytes", body.length)
          .log("a review cannot be read: {}", OneLine.of(e));
      answer(exchange, 400, "not an AdmissionReview: " + OneLine.of(e));
      return;
    }
    if (review == null || review.getRequest() == null) {
      answer(exchange, 400, "an AdmissionReview without a request");
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    answer(exchange, 200, serialization.asJson(controller.handle(review)));
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
