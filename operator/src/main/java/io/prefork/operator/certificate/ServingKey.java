package io.prefork.operator.certificate;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Shows a TLS client the certificate that is current at the time of its handshake, so that a new
 * one is in use without a new listener.
 */
final class ServingKey extends X509ExtendedKeyManager {

  /** A handshake asks for the alias, the key and the chain one after the other. */
  private record Known(Issued current, Issued before) {

    Issued named(String alias) {
      return before != null && aliasOf(before).equals(alias) ? before : current;
    }
  }

  private final AtomicReference<Known> known = new AtomicReference<>();

  /** Takes a certificate into use for all handshakes to come. */
  void use(Issued issued) {
    known.updateAndGet(last -> {
      if (last == null) {
        return new Known(issued, null);
      }
      return aliasOf(last.current()).equals(aliasOf(issued))
          ? last
          : new Known(issued, last.current());
    });
  }

  SSLContext sslContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {this}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return alias(keyType);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    String alias = alias(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    Known all = known.get();
    return all == null ? null : new X509Certificate[] {all.named(alias).certificate()};
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    Known all = known.get();
    return all == null ? null : all.named(alias).key();
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
    return null;
  }

  private String alias(String keyType) {
    Known all = known.get();
    return all != null && keyType.startsWith(all.current().key().getAlgorithm())
        ? aliasOf(all.current())
        : null;
  }

  private static String aliasOf(Issued issued) {
    return issued.certificate().getSerialNumber().toString();
  }
}
