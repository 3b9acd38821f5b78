package io.prefork.operator.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServingKeyTest {

  private final CertificateIssuer issuer = new CertificateIssuer();
  private final Issued authority = issuer.authority(Instant.now());
  private final ServingKey key = new ServingKey();

  @Test
  void hasNothingToShowAtFirst() {
    assertNull(key.chooseEngineServerAlias("EC", null, null));
  }

  @Test
  void showsTheNewestCertificateToANewHandshake() {
    key.use(issued());
    Issued newest = issued();
    key.use(newest);

    String alias = key.chooseEngineServerAlias("EC", null, null);

    assertEquals(newest.certificate(), key.getCertificateChain(alias)[0]);
    assertEquals(newest.key(), key.getPrivateKey(alias));
  }

  @Test
  void letsAHandshakeFinishWithWhatItBeganWith() {
    Issued first = issued();
    key.use(first);
    String alias = key.chooseEngineServerAlias("EC", null, null);

    key.use(issued());

    assertEquals(first.certificate(), key.getCertificateChain(alias)[0]);
    assertEquals(first.key(), key.getPrivateKey(alias));
  }

  @Test
  void isNotUsedForAKeyOfAnotherKind() {
    key.use(issued());

    assertNull(key.chooseEngineServerAlias("RSA", null, null));
  }

  private Issued issued() {
    return issuer.serving(authority, List.of("localhost"), Instant.now());
  }
}
