package io.prefork.operator.certificate;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that the replicas share.
 *
 * @param authority that signs
 * @param next that will sign once everybody trusts it
 * @param previous that has signed, and is trusted until it expires
 * @param serving what the server shows, signed by {@code authority}
 */
record TlsState(
    Issued authority, Optional<Issued> next, Optional<X509Certificate> previous, Issued serving) {

  /** The authorities that the API server has to trust now, the signing one first. */
  List<X509Certificate> trusted() {
    return Stream.of(Optional.of(authority.certificate()), next.map(Issued::certificate), previous)
        .flatMap(Optional::stream)
        .toList();
  }
}
