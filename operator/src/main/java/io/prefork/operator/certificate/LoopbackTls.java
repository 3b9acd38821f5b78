package io.prefork.operator.certificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Both ends of TLS to {@code localhost} inside one process, with an authority of their own that
 * nobody else trusts and that ends with the process.
 */
public final class LoopbackTls {

  private final TlsState state =
      RotationPlan.anew(List.of("localhost"), new CertificateIssuer(), Instant.now());

  /** The end that shows a certificate. */
  public SSLContext server() {
    ServingKey key = new ServingKey();
    key.use(state.serving());
    return key.sslContext();
  }

  /** The end that trusts it, and nothing else. */
  public SSLContext client() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate authority : state.trusted()) {
        store.setCertificateEntry(authority.getSerialNumber().toString(), authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }
}
