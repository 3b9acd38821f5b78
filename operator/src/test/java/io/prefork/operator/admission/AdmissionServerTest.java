package io.prefork.operator.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.webhook.admission.AdmissionRequestHandler;
import io.javaoperatorsdk.webhook.admission.AdmissionUtils;
import io.prefork.operator.certificate.LoopbackTls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionServerTest {

  private static final String REVIEW =
      """
      {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1",
       "request":{"uid":"b5d25634","operation":"CREATE"}}
      """;

  private final LoopbackTls tls = new LoopbackTls();
  private final HttpClient client = HttpClient.newBuilder().sslContext(tls.client()).build();
  private AdmissionServer server;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersAReviewWithItsOwnUid() throws Exception {
    start(_ -> AdmissionUtils.allowedAdmissionResponse());

    HttpResponse<String> answer = post(REVIEW);

    AdmissionResponse response =
        new KubernetesSerialization().unmarshal(answer.body(), AdmissionReview.class).getResponse();
    assertEquals("b5d25634", response.getUid());
    assertTrue(response.getAllowed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "[]", "{}", "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}"})
  void refusesWhatIsNoReview(String body) throws Exception {
    start(_ -> AdmissionUtils.allowedAdmissionResponse());

    assertEquals(400, post(body).statusCode());
  }

  @Test
  void survivesAnAbyssOfBrackets() throws Exception {
    start(_ -> AdmissionUtils.allowedAdmissionResponse());

    assertEquals(400, post("{\"a\":".repeat(200_000)).statusCode());
    assertEquals(200, post(REVIEW).statusCode());
  }

  @Test
  void readsNoMoreThanAReviewCanHave() throws Exception {
    start(_ -> AdmissionUtils.allowedAdmissionResponse());

    assertEquals(413, post(" ".repeat(AdmissionExchange.MAX_BODY_BYTES + 1)).statusCode());
  }

  @Test
  void answersNothingButReviews() throws Exception {
    start(_ -> AdmissionUtils.allowedAdmissionResponse());

    HttpRequest get = HttpRequest.newBuilder(uri()).GET().build();
    assertEquals(405, client.send(get, BodyHandlers.discarding()).statusCode());
  }

  @Test
  void declinesAtOnceWhatItHasNoRoomFor() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch full = new CountDownLatch(16);
    start(_ -> {
      full.countDown();
      awaitUnchecked(release);
      return AdmissionUtils.allowedAdmissionResponse();
    });
    List<CompletableFuture<HttpResponse<Void>>> waiting = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      waiting.add(client.sendAsync(request(REVIEW), BodyHandlers.discarding()));
    }
    full.await();

    assertEquals(503, post(REVIEW).statusCode());
    release.countDown();
    for (var each : waiting) {
      assertEquals(200, each.get().statusCode());
    }
  }

  @Test
  void speaksNoTlsOlderThan12() throws Exception {
    start(_ -> AdmissionUtils.allowedAdmissionResponse());
    SSLParameters old = new SSLParameters();
    old.setProtocols(new String[] {"TLSv1.1"});

    try (HttpClient outdated =
        HttpClient.newBuilder().sslContext(tls.client()).sslParameters(old).build()) {
      assertThrows(
          SSLException.class, () -> outdated.send(request(REVIEW), BodyHandlers.discarding()));
    }
  }

  private void start(AdmissionRequestHandler handler) throws IOException {
    server = AdmissionServer.start(0, tls.server(), handler);
  }

  private HttpResponse<String> post(String body) throws Exception {
    return client.send(request(body), BodyHandlers.ofString());
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(uri()).POST(BodyPublishers.ofString(body)).build();
  }

  private URI uri() {
    return URI.create("https://localhost:%d/inject".formatted(server.port()));
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
