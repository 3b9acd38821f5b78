package io.prefork.operator;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.prefork.policy.MemoryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/** Clients of the API server that a test class runs. */
public final class ApiServerClient {

  private static final String CRD = "/META-INF/fabric8/memorypolicies.prefork.io-v1.yml";
  private static final int PATIENCE_SECONDS = 30;

  private ApiServerClient() {}

  /** Just a client. */
  public static KubernetesClient of(String kubeConfigYaml) {
    return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeConfigYaml)).build();
  }

  /** A client that may do what this user may. */
  public static KubernetesClient as(String user, String kubeConfigYaml) {
    Config config = Config.fromKubeconfig(kubeConfigYaml);
    config.setImpersonateUsername(user);
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** A client of a server that knows the CRD by then. */
  public static KubernetesClient withCrd(String kubeConfigYaml) throws IOException {
    KubernetesClient client = of(kubeConfigYaml);
    try (InputStream crd = MemoryPolicy.class.getResourceAsStream(CRD)) {
      client.load(crd).serverSideApply();
    }
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("memorypolicies.prefork.io")
        .waitUntilCondition(ApiServerClient::isEstablished, PATIENCE_SECONDS, TimeUnit.SECONDS);
    return client;
  }

  private static boolean isEstablished(CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(condition ->
                "Established".equals(condition.getType()) && "True".equals(condition.getStatus()));
  }
}
