package io.prefork.operator.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what is due. Pure.
 *
 * <p>An authority is replaced in two moves: first the next one is announced, so that the API server
 * trusts both; when that has had time to arrive everywhere, it takes over. The one before stays
 * trusted until it expires, for a replica that still serves with its certificate.
 */
final class RotationPlan {

  /** Time for the configuration of a webhook to reach every API server. */
  static final Duration ANNOUNCED_FOR = Duration.ofHours(1);

  /** What to do next. */
  enum Step {
    /** Nothing usable is there. */
    START_OVER,
    ANNOUNCE_NEXT_AUTHORITY,
    PROMOTE_NEXT_AUTHORITY,
    RENEW_SERVING,
    FORGET_PREVIOUS_AUTHORITY
  }

  private RotationPlan() {}

  /**
   * The step that is due, or empty. After it has been done, another one may be.
   *
   * @param names that the serving certificate has to be valid for
   */
  static Optional<Step> due(TlsState state, List<String> names, Instant now) {
    if (state.next().filter(next -> hasBeenAnnounced(next.certificate(), now)).isPresent()) {
      return Optional.of(Step.PROMOTE_NEXT_AUTHORITY);
    }
    if (isExpired(state.authority().certificate(), now)) {
      return Optional.of(Step.START_OVER);
    }
    if (state.next().isEmpty() && isInLastThird(state.authority().certificate(), now)) {
      return Optional.of(Step.ANNOUNCE_NEXT_AUTHORITY);
    }
    if (isInLastThird(state.serving().certificate(), now)
        || !isSignedBy(state.authority().certificate(), state.serving().certificate())
        || !namesOf(state.serving().certificate()).equals(Set.copyOf(names))) {
      return Optional.of(Step.RENEW_SERVING);
    }
    return state
        .previous()
        .filter(previous -> isExpired(previous, now))
        .map(_ -> Step.FORGET_PREVIOUS_AUTHORITY);
  }

  /** The state after a step. */
  static TlsState after(
      Step step, TlsState state, List<String> names, CertificateIssuer issuer, Instant now) {
    return switch (step) {
      case START_OVER -> anew(names, issuer, now);
      case ANNOUNCE_NEXT_AUTHORITY ->
          new TlsState(
              state.authority(),
              Optional.of(issuer.authority(now)),
              state.previous(),
              state.serving());
      case PROMOTE_NEXT_AUTHORITY ->
          new TlsState(
              state.next().orElseThrow(),
              Optional.empty(),
              Optional.of(state.authority().certificate()),
              issuer.serving(state.next().orElseThrow(), names, now));
      case RENEW_SERVING ->
          new TlsState(
              state.authority(),
              state.next(),
              state.previous(),
              issuer.serving(state.authority(), names, now));
      case FORGET_PREVIOUS_AUTHORITY ->
          new TlsState(state.authority(), state.next(), Optional.empty(), state.serving());
    };
  }

  /** A first authority and its certificate. */
  static TlsState anew(List<String> names, CertificateIssuer issuer, Instant now) {
    Issued authority = issuer.authority(now);
    return new TlsState(
        authority, Optional.empty(), Optional.empty(), issuer.serving(authority, names, now));
  }

  private static boolean hasBeenAnnounced(X509Certificate next, Instant now) {
    Instant announced = next.getNotBefore().toInstant().plus(CertificateIssuer.BACKDATED);
    return !now.isBefore(announced.plus(ANNOUNCED_FOR)) && !isExpired(next, now);
  }

  private static boolean isExpired(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotAfter().toInstant());
  }

  private static boolean isInLastThird(X509Certificate certificate, Instant now) {
    Instant end = certificate.getNotAfter().toInstant();
    Duration lifetime = Duration.between(certificate.getNotBefore().toInstant(), end);
    return now.isAfter(end.minus(lifetime.dividedBy(3)));
  }

  private static boolean isSignedBy(X509Certificate authority, X509Certificate certificate) {
    return certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
  }

  private static Set<String> namesOf(X509Certificate certificate) {
    try {
      return Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
          .flatMap(names -> names.stream())
          .map(name -> (String) name.get(1))
          .collect(Collectors.toSet());
    } catch (CertificateParsingException e) {
      return Set.of();
    }
  }
}
