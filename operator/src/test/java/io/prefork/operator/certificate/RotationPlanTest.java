package io.prefork.operator.certificate;

import static io.prefork.operator.certificate.RotationPlan.Step.ANNOUNCE_NEXT_AUTHORITY;
import static io.prefork.operator.certificate.RotationPlan.Step.FORGET_PREVIOUS_AUTHORITY;
import static io.prefork.operator.certificate.RotationPlan.Step.PROMOTE_NEXT_AUTHORITY;
import static io.prefork.operator.certificate.RotationPlan.Step.RENEW_SERVING;
import static io.prefork.operator.certificate.RotationPlan.Step.START_OVER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RotationPlanTest {

  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final List<String> NAMES = List.of("prefork-operator.prefork-system.svc");

  private final CertificateIssuer issuer = new CertificateIssuer();
  private final TlsState fresh = RotationPlan.anew(NAMES, issuer, START);

  @Test
  void leavesWhatIsFreshAlone() {
    assertEquals(Optional.empty(), due(fresh, 0));
    assertEquals(Optional.empty(), due(fresh, 59));
  }

  @Test
  void renewsTheServingCertificateInTheLastThirdOfItsLife() {
    assertEquals(Optional.of(RENEW_SERVING), due(fresh, 61));

    TlsState renewed = after(RENEW_SERVING, fresh, 61);

    assertEquals(fresh.authority(), renewed.authority());
    assertEquals(Optional.empty(), due(renewed, 61));
  }

  @Test
  void renewsAServingCertificateForOtherNames() {
    assertEquals(
        Optional.of(RENEW_SERVING), RotationPlan.due(fresh, List.of("another.name"), START));
  }

  @Test
  void announcesTheNextAuthorityLongBeforeItSigns() {
    TlsState old = after(RENEW_SERVING, fresh, 200);
    assertEquals(Optional.of(ANNOUNCE_NEXT_AUTHORITY), due(old, 245));

    TlsState announced = after(ANNOUNCE_NEXT_AUTHORITY, old, 245);

    assertEquals(2, announced.trusted().size());
    assertEquals(old.serving(), announced.serving());
    assertEquals(Optional.empty(), due(announced, 245));
  }

  @Test
  void promotesTheNextAuthorityWhenItHasBeenTrustedForAnHour() {
    TlsState announced = after(ANNOUNCE_NEXT_AUTHORITY, after(RENEW_SERVING, fresh, 245), 245);
    Instant anHourLater = START.plus(Duration.ofDays(245)).plus(Duration.ofHours(1));
    assertEquals(Optional.empty(), RotationPlan.due(announced, NAMES, anHourLater.minusSeconds(1)));
    assertEquals(
        Optional.of(PROMOTE_NEXT_AUTHORITY), RotationPlan.due(announced, NAMES, anHourLater));

    TlsState promoted =
        RotationPlan.after(PROMOTE_NEXT_AUTHORITY, announced, NAMES, issuer, anHourLater);

    assertTrue(promoted.trusted().containsAll(announced.trusted()));
    assertEquals(announced.next().orElseThrow(), promoted.authority());
    assertEquals(Optional.empty(), RotationPlan.due(promoted, NAMES, anHourLater));
  }

  @Test
  void forgetsThePreviousAuthorityWhenItHasExpired() {
    TlsState announced = after(ANNOUNCE_NEXT_AUTHORITY, fresh, 245);
    TlsState promoted = after(PROMOTE_NEXT_AUTHORITY, announced, 246);
    TlsState renewed = after(RENEW_SERVING, promoted, 366);

    assertEquals(Optional.of(FORGET_PREVIOUS_AUTHORITY), due(renewed, 366));
    assertEquals(1, after(FORGET_PREVIOUS_AUTHORITY, renewed, 366).trusted().size());
  }

  @Test
  void startsOverWhenTheOperatorWasAwayForTooLong() {
    assertEquals(Optional.of(START_OVER), due(fresh, 366));
  }

  @Test
  void promotesAnAnnouncedAuthorityRatherThanStartOver() {
    TlsState announced = after(ANNOUNCE_NEXT_AUTHORITY, fresh, 245);

    assertEquals(Optional.of(PROMOTE_NEXT_AUTHORITY), due(announced, 400));
  }

  private static Optional<RotationPlan.Step> due(TlsState state, int days) {
    return RotationPlan.due(state, NAMES, START.plus(Duration.ofDays(days)));
  }

  private TlsState after(RotationPlan.Step step, TlsState state, int days) {
    return RotationPlan.after(step, state, NAMES, issuer, START.plus(Duration.ofDays(days)));
  }
}
