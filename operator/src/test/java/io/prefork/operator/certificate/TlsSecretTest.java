package io.prefork.operator.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TlsSecretTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final CertificateIssuer issuer = new CertificateIssuer();
  private final TlsState fresh = RotationPlan.anew(List.of("localhost"), issuer, NOW);

  @Test
  void bringsBackWhatWasWritten() {
    TlsState changing =
        new TlsState(
            fresh.authority(),
            Optional.of(issuer.authority(NOW)),
            Optional.of(issuer.authority(NOW).certificate()),
            fresh.serving());

    assertEquals(Optional.of(fresh), TlsSecret.decode(TlsSecret.encode(fresh)));
    assertEquals(Optional.of(changing), TlsSecret.decode(TlsSecret.encode(changing)));
  }

  @Test
  void isEmptyAtFirst() {
    assertEquals(Optional.empty(), TlsSecret.decode(Map.of()));
    assertEquals(Optional.empty(), TlsSecret.decode(null));
  }

  @Test
  void namesTheKeyThatIsMissing() {
    Map<String, String> data = TlsSecret.encode(fresh);
    data.remove("tls.key");

    String message =
        assertThrows(UnreadableSecretException.class, () -> TlsSecret.decode(data)).getMessage();

    assertTrue(message.contains("'tls.key'"), message);
  }

  @Test
  void namesTheKeyThatHoldsSomethingElse() {
    Map<String, String> data = TlsSecret.encode(fresh);
    data.put("authority.crt", data.get("authority.key"));

    String message =
        assertThrows(UnreadableSecretException.class, () -> TlsSecret.decode(data)).getMessage();

    assertTrue(message.contains("'authority.crt'"), message);
  }
}
