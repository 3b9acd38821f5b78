package io.prefork.operator.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates: ECDSA on P-256 with SHA-256, version 3 (RFC 5280). */
final class CertificateIssuer {

  static final Duration AUTHORITY_LIFETIME = Duration.ofDays(365);
  static final Duration SERVING_LIFETIME = Duration.ofDays(90);

  /** The clocks of a cluster differ; a certificate is valid from this long before it was made. */
  static final Duration BACKDATED = Duration.ofHours(1);

  private static final int SERIAL_BITS = 127;

  private final SecureRandom random = new SecureRandom();

  /** A new self-signed authority that may sign certificates, but no further authority. */
  Issued authority(Instant now) {
    try {
      KeyPair keys = newKeys();
      BigInteger serial = new BigInteger(SERIAL_BITS, random);
      // Two authorities are trusted at a time: each has a name of its own, so that a verifier
      // never tries the wrong one.
      X500Name name = new X500Name("CN=prefork-operator authority " + serial.toString(36));
      JcaX509v3CertificateBuilder certificate =
          certificate(name, serial, now, AUTHORITY_LIFETIME, name, keys);
      certificate
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      return signed(certificate, keys.getPrivate(), keys);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot issue a certificate authority", e);
    }
  }

  /**
   * A certificate for a TLS server.
   *
   * @param names DNS names and IP addresses that the server is reached by
   */
  Issued serving(Issued authority, List<String> names, Instant now) {
    try {
      KeyPair keys = newKeys();
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      JcaX509v3CertificateBuilder certificate =
          certificate(
              new X500Name(authority.certificate().getSubjectX500Principal().getName()),
              new BigInteger(SERIAL_BITS, random),
              now,
              SERVING_LIFETIME,
              new X500Name("CN=prefork-operator"),
              keys);
      certificate
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
          .addExtension(Extension.subjectAlternativeName, false, alternatives(names))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              extensions.createAuthorityKeyIdentifier(authority.certificate().getPublicKey()))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              extensions.createSubjectKeyIdentifier(keys.getPublic()));
      return signed(certificate, authority.key(), keys);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot issue a serving certificate for " + names, e);
    }
  }

  private KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static JcaX509v3CertificateBuilder certificate(
      X500Name issuer,
      BigInteger serial,
      Instant now,
      Duration lifetime,
      X500Name subject,
      KeyPair keys) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        serial,
        Date.from(now.minus(BACKDATED)),
        Date.from(now.plus(lifetime)),
        subject,
        keys.getPublic());
  }

  private static GeneralNames alternatives(List<String> names) {
    return new GeneralNames(
        names.stream()
            .map(name ->
                new GeneralName(
                    name.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName,
                    name))
            .toArray(GeneralName[]::new));
  }

  private static Issued signed(
      JcaX509v3CertificateBuilder certificate, PrivateKey signer, KeyPair keys)
      throws OperatorCreationException, GeneralSecurityException {
    X509Certificate result =
        new JcaX509CertificateConverter()
            .getCertificate(
                certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
    return new Issued(result, keys.getPrivate());
  }
}
