package io.prefork.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Declares how the workers of a pre-fork server use memory, for the pods that it selects in its
 * namespace.
 */
@Group("prefork.io")
@Version("v1alpha1")
@ShortNames("mempol")
@ValidationRule(
    value = "self.metadata.name.size() <= 63",
    message =
        "metadata.name is copied into a label of every selected pod: shorten it to at most 63"
            + " characters")
@AdditionalPrinterColumn(name = "MODE", jsonPath = ".spec.mode", type = Type.STRING)
@AdditionalPrinterColumn(name = "GC", jsonPath = ".spec.gc.mode", type = Type.STRING)
@AdditionalPrinterColumn(name = "PODS", jsonPath = ".status.pods.summary", type = Type.STRING)
@AdditionalPrinterColumn(name = "WORKERS", jsonPath = ".status.pods.workers", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "SHARED", jsonPath = ".status.current.shared", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "RECLAIMED",
    jsonPath = ".status.reclaimed.memory",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public class MemoryPolicy extends CustomResource<MemoryPolicySpec, MemoryPolicyStatus>
    implements Namespaced {

  @Override
  @Required
  @JsonPropertyDescription("What the user declares.")
  public MemoryPolicySpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What the operator measured. What was not measured is absent.")
  public MemoryPolicyStatus getStatus() {
    return super.getStatus();
  }
}
