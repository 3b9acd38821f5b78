package io.prefork.policy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A client of a real API server that has the committed CRD and guards its fields. */
final class PolicyApi implements AutoCloseable {

  private static final String NAMESPACE = "default";
  private static final String POLICIES =
      "apis/prefork.io/v1alpha1/namespaces/" + NAMESPACE + "/memorypolicies";

  private final KubernetesClient client;

  /** Installs what is committed and waits until the API server serves and guards it. */
  PolicyApi(String kubeConfigYaml) throws IOException {
    client =
        new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeConfigYaml)).build();
    client.resource(CrdYaml.committed()).serverSideApply();
    client
        .resources(CustomResourceDefinition.class)
        .withName("memorypolicies.prefork.io")
        .waitUntilCondition(PolicyApi::isEstablished, 30, TimeUnit.SECONDS);
    client.load(Files.newInputStream(KnownFields.COMMITTED)).serverSideApply();
    awaitGuard();
  }

  /** The API server takes new admission policies up a moment later, and does not say when. */
  private void awaitGuard() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    var wrong =
        resource(
            """
            apiVersion: prefork.io/v1alpha1
            kind: MemoryPolicy
            metadata: {name: probe}
            spec: {selector: {matchLabels: {app: probe}}, probe: 1}
            """);
    while (true) {
      try {
        wrong.dryRun().create();
      } catch (KubernetesClientException refused) {
        if (refused.getMessage().contains("spec.probe")) {
          return;
        }
        throw refused;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(KnownFields.COMMITTED + " is not in force after 60 s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static boolean isEstablished(CustomResourceDefinition crd) {
    return crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  /** Creates a policy as {@code kubectl create} does, which asks for strict validation. */
  MemoryPolicy create(String yaml) {
    var resource = resource(yaml);
    resource.fieldValidation(FieldValidateable.Validation.STRICT).create();
    return get(resource.item().getMetadata().getName());
  }

  /** Creates a policy as a client does that does not care. */
  void createCarelessly(String yaml) {
    resource(yaml).fieldValidation(FieldValidateable.Validation.IGNORE).create();
  }

  private Resource<GenericKubernetesResource> resource(String yaml) {
    var raw = client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
    return client
        .genericKubernetesResources(ResourceDefinitionContext.fromResourceType(MemoryPolicy.class))
        .inNamespace(NAMESPACE)
        .resource(raw);
  }

  MemoryPolicy get(String name) {
    return client.resources(MemoryPolicy.class).inNamespace(NAMESPACE).withName(name).get();
  }

  MemoryPolicy update(MemoryPolicy policy) {
    return client.resource(policy).update();
  }

  MemoryPolicy updateStatus(MemoryPolicy policy) {
    return client.resource(policy).updateStatus();
  }

  /** The table that {@code kubectl get} prints: one map from column to cell for each policy. */
  List<Map<String, Object>> table() throws Exception {
    var request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(client.getMasterUrl() + POLICIES)
            .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
            .build();
    var answer = client.getHttpClient().sendAsync(request, String.class).get().body();
    var table = client.getKubernetesSerialization().unmarshal(answer, Table.class);
    return table.rows().stream().map(row -> row.under(table.columnDefinitions())).toList();
  }

  void deleteAll() {
    client.resources(MemoryPolicy.class).inNamespace(NAMESPACE).delete();
  }

  @Override
  public void close() {
    client.close();
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Table(List<Column> columnDefinitions, List<Row> rows) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Column(String name) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Row(List<Object> cells) {

    Map<String, Object> under(List<Column> columns) {
      Map<String, Object> cellOf = new LinkedHashMap<>();
      for (int i = 0; i < cells.size(); i++) {
        cellOf.put(columns.get(i).name(), cells.get(i));
      }
      return cellOf;
    }
  }
}
