package io.prefork.operator.admission;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.javaoperatorsdk.webhook.admission.AdmissionRequestHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The HTTPS endpoint that the API server calls: {@code POST /inject}. TLS 1.2 or 1.3. */
public final class AdmissionServer implements AutoCloseable {

  public static final String PATH = "/inject";

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final int BACKLOG = 64;

  /** The API server gives up after two seconds anyway. */
  private static final int SECONDS_TO_FINISH = 2;

  /**
   * Settings of the JDK's HTTP server (module jdk.httpserver, "System properties"). The API server
   * drops an idle connection after 90 seconds; were ours to do it earlier, a review sent in that
   * moment would be lost. Without {@code nodelay}, an answer waits for a delayed acknowledgement.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "sun.net.httpserver.idleInterval", "120",
          "sun.net.httpserver.maxReqTime", "10",
          "sun.net.httpserver.maxRspTime", "10",
          "sun.net.httpserver.nodelay", "true",
          "jdk.httpserver.maxConnections", "512");

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private AdmissionServer(HttpsServer server) {
    this.server = server;
  }

  /**
   * Sets what the JDK reads once in a process, when its first HTTP server is made. What is set on
   * the command line stays.
   */
  public static void applySettings() {
    SETTINGS.forEach((name, value) -> {
      if (System.getProperty(name) == null) {
        System.setProperty(name, value);
      }
    });
  }

  /**
   * Starts to listen on all addresses.
   *
   * @param port to listen on; 0 for any free one
   * @param tls whose key material may change while the server runs
   * @throws IOException when the port cannot be had
   */
  public static AdmissionServer start(int port, SSLContext tls, AdmissionRequestHandler handler)
      throws IOException {
    applySettings();
    AdmissionServer admission =
        new AdmissionServer(HttpsServer.create(new InetSocketAddress(port), BACKLOG));
    admission.server.setHttpsConfigurator(configurator(tls));
    admission.server.setExecutor(admission.threads);
    admission.server.createContext(PATH, new AdmissionExchange(handler));
    admission.server.start();
    return admission;
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Stops listening, after the reviews under way have been answered. */
  @Override
  public void close() {
    server.stop(SECONDS_TO_FINISH);
    threads.close();
  }

  private static HttpsConfigurator configurator(SSLContext tls) {
    return new HttpsConfigurator(tls) {
      @Override
      public void configure(HttpsParameters connection) {
        SSLParameters parameters = getSSLContext().getDefaultSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        connection.setSSLParameters(parameters);
      }
    };
  }
}
