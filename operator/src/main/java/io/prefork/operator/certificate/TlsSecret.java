package io.prefork.operator.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** The {@link TlsState} as the data of a Secret: PEM, in base64. */
final class TlsSecret {

  private static final String AUTHORITY = "authority";
  private static final String NEXT_AUTHORITY = "next-authority";
  private static final String PREVIOUS_AUTHORITY = "previous-authority";
  private static final String SERVING = "tls";
  private static final String CERTIFICATE = ".crt";
  private static final String KEY = ".key";

  private TlsSecret() {}

  static Map<String, String> encode(TlsState state) {
    Map<String, String> data = new LinkedHashMap<>();
    put(data, AUTHORITY, state.authority());
    state.next().ifPresent(next -> put(data, NEXT_AUTHORITY, next));
    state
        .previous()
        .ifPresent(
            previous -> data.put(PREVIOUS_AUTHORITY + CERTIFICATE, base64(pem(List.of(previous)))));
    put(data, SERVING, state.serving());
    return data;
  }

  /**
   * The state, or empty where the Secret holds none yet.
   *
   * @throws UnreadableSecretException when it holds something else
   */
  static Optional<TlsState> decode(Map<String, String> data) {
    if (data == null || data.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new TlsState(
              issued(data, AUTHORITY),
              data.containsKey(NEXT_AUTHORITY + CERTIFICATE)
                  ? Optional.of(issued(data, NEXT_AUTHORITY))
                  : Optional.empty(),
              data.containsKey(PREVIOUS_AUTHORITY + CERTIFICATE)
                  ? Optional.of(certificate(data, PREVIOUS_AUTHORITY))
                  : Optional.empty(),
              issued(data, SERVING)));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new UnreadableSecretException(e);
    }
  }

  /** Certificates or keys one after the other, as PEM. */
  static String pem(List<?> objects) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        writer.writeObject(object);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot write PEM", e);
    }
    return text.toString();
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void put(Map<String, String> data, String name, Issued issued) {
    data.put(name + CERTIFICATE, base64(pem(List.of(issued.certificate()))));
    data.put(name + KEY, base64(pem(List.of(pkcs8(issued.key())))));
  }

  private static Object pkcs8(PrivateKey key) {
    try {
      return new JcaPKCS8Generator(key, null);
    } catch (IOException e) {
      throw new IllegalStateException("cannot encode a private key", e);
    }
  }

  private static Issued issued(Map<String, String> data, String name)
      throws IOException, GeneralSecurityException {
    PrivateKeyInfo key = parsed(data, name + KEY, PrivateKeyInfo.class);
    return new Issued(certificate(data, name), new JcaPEMKeyConverter().getPrivateKey(key));
  }

  private static X509Certificate certificate(Map<String, String> data, String name)
      throws IOException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(parsed(data, name + CERTIFICATE, X509CertificateHolder.class));
  }

  private static <T> T parsed(Map<String, String> data, String key, Class<T> type)
      throws IOException {
    String value = data.get(key);
    if (value == null) {
      throw new IOException("key '%s' is missing".formatted(key));
    }
    String text = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      Object object = parser.readObject();
      if (!type.isInstance(object)) {
        throw new IOException("key '%s' holds no PEM of the right kind".formatted(key));
      }
      return type.cast(object);
    }
  }
}
