package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.prefork.operator.measure.Claim;
import io.prefork.policy.MemoryPolicy;
import io.prefork.policy.MemoryPolicyStatus;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once, as an event of the policy and as a line of the log, that a condition has turned. The
 * published status is its memory, so a restarted operator does not repeat itself.
 */
final class Announcer {

  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int MAX_NOTE = 1024;

  private final KubernetesClient client;
  private final String instance;
  private final Clock clock;

  /**
   * @param instance name of this operator's pod
   */
  Announcer(KubernetesClient client, String instance, Clock clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
  }

  /**
   * @param fresh the status that is about to replace that of the policy
   */
  void announce(MemoryPolicy policy, MemoryPolicyStatus fresh) {
    turned(policy.getStatus(), fresh).forEach(condition -> announce(policy, condition));
  }

  /**
   * Conditions that went wrong or came right. What is not known yet, or waits for pods, is the
   * usual course of every rollout and not worth an event.
   */
  static List<Condition> turned(MemoryPolicyStatus published, MemoryPolicyStatus fresh) {
    return fresh.conditions().stream()
        .filter(condition -> {
          Condition before = StatusDraft.published(published, condition.getType());
          return isWarning(condition)
              ? before == null || !isSame(before, condition)
              : before != null && isGood(condition) && !isGood(before);
        })
        .toList();
  }

  private static boolean isSame(Condition before, Condition condition) {
    return before.getStatus().equals(condition.getStatus())
        && before.getReason().equals(condition.getReason());
  }

  private static boolean isGood(Condition condition) {
    return switch (Claim.Type.valueOf(condition.getType())) {
      case Degraded, Conflict -> "False".equals(condition.getStatus());
      case Ready, Injected, Verified -> "True".equals(condition.getStatus());
    };
  }

  /** Not being ready is no warning: a policy may well be there before its pods are. */
  private static boolean isWarning(Condition condition) {
    return switch (Claim.Type.valueOf(condition.getType())) {
      case Degraded, Conflict -> "True".equals(condition.getStatus());
      case Injected, Verified -> "False".equals(condition.getStatus());
      case Ready -> Claim.INVALID_SPEC.equals(condition.getReason());
    };
  }

  private void announce(MemoryPolicy policy, Condition condition) {
    LOG.atInfo()
        .addKeyValue(
            "policy", policy.getMetadata().getNamespace() + "/" + policy.getMetadata().getName())
        .addKeyValue("condition", condition.getType() + "=" + condition.getStatus())
        .addKeyValue("reason", condition.getReason())
        .log(condition.getMessage());
    try {
      client.resource(event(policy, condition)).create();
    } catch (KubernetesClientException e) {
      // The condition says it too: an event is not worth failing for.
      LOG.warn("event {} not written: {}", condition.getReason(), Refusal.reason(e));
    }
  }

  private Event event(MemoryPolicy policy, Condition condition) {
    String note = condition.getMessage();
    return new EventBuilder()
        .withNewMetadata()
        .withGenerateName(policy.getMetadata().getName() + "-")
        .withNamespace(policy.getMetadata().getNamespace())
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(clock.instant())))
        .withType(isWarning(condition) ? "Warning" : "Normal")
        .withAction("Reconcile")
        .withReason(condition.getReason())
        .withNote(note.substring(0, Math.min(MAX_NOTE, note.length())))
        .withRegarding(reference(policy))
        .withReportingController("prefork.io/operator")
        .withReportingInstance(instance)
        .build();
  }

  private static ObjectReference reference(MemoryPolicy policy) {
    return new ObjectReferenceBuilder()
        .withApiVersion(policy.getApiVersion())
        .withKind(policy.getKind())
        .withNamespace(policy.getMetadata().getNamespace())
        .withName(policy.getMetadata().getName())
        .withUid(policy.getMetadata().getUid())
        .withResourceVersion(policy.getMetadata().getResourceVersion())
        .build();
  }
}
