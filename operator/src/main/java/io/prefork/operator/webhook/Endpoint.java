package io.prefork.operator.webhook;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.prefork.operator.admission.AdmissionServer;
import java.util.List;

/**
 * The way by which the API server gets to the admission server.
 *
 * @param names DNS names and IP addresses that it finds there
 * @param clientConfig for a webhook entry, without the {@code caBundle}
 */
record Endpoint(List<String> names, WebhookClientConfig clientConfig) {

  /** By the Service of the operator's own namespace. */
  static Endpoint ofService(String namespace) {
    String host = "prefork-operator.%s.svc".formatted(namespace);
    return new Endpoint(
        List.of(host, host + ".cluster.local"),
        new WebhookClientConfigBuilder()
            .withNewService()
            .withName("prefork-operator")
            .withNamespace(namespace)
            .withPort(443)
            .withPath(AdmissionServer.PATH)
            .endService()
            .build());
  }

  WebhookClientConfig trusting(String caBundle) {
    return new WebhookClientConfigBuilder(clientConfig).withCaBundle(caBundle).build();
  }
}
