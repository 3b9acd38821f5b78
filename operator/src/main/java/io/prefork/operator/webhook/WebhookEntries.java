package io.prefork.operator.webhook;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.prefork.policy.MemoryPolicy;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Derives the webhook entries from the policies: one for each, for exactly the pods it selects.
 * Pure.
 *
 * <p>Every field has a value, also where the API server has a default, so that what is wanted can
 * be compared with what is there. The CRD refuses a selector that this configuration could not
 * hold, and a name that would make an entry's too long.
 */
final class WebhookEntries {

  private static final String NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";
  private static final int TIMEOUT_SECONDS = 2;

  private WebhookEntries() {}

  /**
   * The entries, ordered by name.
   *
   * @param policies of all namespaces; left out are those that are being deleted, and those in the
   *     operator's own namespace, lest its pods wait for themselves
   * @param operatorNamespace the operator's own
   * @param endpoint where the API server reaches the admission server, with its {@code caBundle}
   */
  static List<MutatingWebhook> of(
      Collection<MemoryPolicy> policies, String operatorNamespace, WebhookClientConfig endpoint) {
    return policies.stream()
        .filter(policy -> policy.getMetadata().getDeletionTimestamp() == null)
        .filter(policy -> !policy.getMetadata().getNamespace().equals(operatorNamespace))
        .map(policy -> entry(policy, endpoint))
        .sorted(Comparator.comparing(MutatingWebhook::getName))
        .toList();
  }

  private static MutatingWebhook entry(MemoryPolicy policy, WebhookClientConfig endpoint) {
    return new MutatingWebhookBuilder()
        .withName(nameOf(policy))
        .withClientConfig(endpoint)
        .addNewRule()
        .withApiGroups("")
        .withApiVersions("v1")
        .withOperations("CREATE")
        .withResources("pods")
        .withScope("Namespaced")
        .endRule()
        .withNamespaceSelector(
            new LabelSelectorBuilder()
                .addToMatchLabels(NAMESPACE_NAME_LABEL, policy.getMetadata().getNamespace())
                .build())
        .withObjectSelector(policy.getSpec().selector())
        .withMatchPolicy("Equivalent")
        .withFailurePolicy("Ignore")
        .withSideEffects("None")
        .withReinvocationPolicy("IfNeeded")
        .withTimeoutSeconds(TIMEOUT_SECONDS)
        .withAdmissionReviewVersions("v1")
        .build();
  }

  /** A namespace's name has no dot, so that no two policies share an entry's name. */
  private static String nameOf(MemoryPolicy policy) {
    return "%s.%s.prefork.io"
        .formatted(policy.getMetadata().getName(), policy.getMetadata().getNamespace());
  }
}
