package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.prefork.operator.injection.Injection;
import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;

/** Pods as the API server returns them, before and after injection. */
final class SamplePods {

  private SamplePods() {}

  /** One container, app; no webhook has seen it. */
  static Pod bare(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .withUid("uid-" + name)
        .withResourceVersion("1")
        .addToLabels("app", "web")
        .endMetadata()
        .withNewSpec()
        .withAutomountServiceAccountToken(false)
        .addNewContainer()
        .withName("app")
        .withImage("app")
        .endContainer()
        .endSpec()
        .build();
  }

  /** With a sidecar that was told this and answers there. */
  static Pod injected(Pod bare, String directive, String reportPort) {
    return new PodBuilder(bare)
        .editMetadata()
        .addToAnnotations(Directive.ANNOTATION, directive)
        .addToAnnotations(Report.PORT_ANNOTATION, reportPort)
        .endMetadata()
        .editSpec()
        .addNewInitContainer()
        .withName(Injection.SIDECAR_CONTAINER)
        .withImage("sidecar")
        .withRestartPolicy("Always")
        .endInitContainer()
        .endSpec()
        .build();
  }

  static Pod running(Pod pod, String address) {
    return new PodBuilder(pod)
        .withNewStatus()
        .withPhase("Running")
        .withPodIP(address)
        .endStatus()
        .build();
  }
}
