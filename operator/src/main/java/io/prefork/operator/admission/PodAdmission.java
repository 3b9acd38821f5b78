package io.prefork.operator.admission;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.javaoperatorsdk.webhook.admission.AdmissionRequestHandler;
import io.javaoperatorsdk.webhook.admission.AdmissionUtils;
import io.javaoperatorsdk.webhook.admission.Operation;
import io.javaoperatorsdk.webhook.admission.mutation.DefaultAdmissionRequestMutator;
import io.micrometer.core.instrument.MeterRegistry;
import io.prefork.operator.injection.InjectionOutcome;
import io.prefork.operator.injection.PodInjector;
import io.prefork.operator.injection.Surroundings;
import io.prefork.operator.telemetry.OneLine;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Admits every pod, and injects those that a policy selects. */
public final class PodAdmission implements AdmissionRequestHandler {

  /** Counts admitted pods; tag {@code outcome}: injected, not-injected, unselected or failed. */
  public static final String METRIC = "prefork.admission.pods";

  private static final Logger LOG = LoggerFactory.getLogger(PodAdmission.class);
  private static final String NO_CHANGE = "W10="; // [] in base64

  private final PodInjector injector;
  private final Supplier<Surroundings> surroundings;
  private final MeterRegistry metrics;

  /**
   * @param surroundings as they are at the time of asking; never blocks
   */
  public PodAdmission(
      PodInjector injector, Supplier<Surroundings> surroundings, MeterRegistry metrics) {
    this.injector = injector;
    this.surroundings = surroundings;
    this.metrics = metrics;
  }

  /** The answer: always allowed; with a patch where the pod is to be changed. Throws nothing. */
  @Override
  public AdmissionResponse handle(AdmissionRequest request) {
    try {
      return isNewPod(request)
          ? withoutEmptyPatch(mutation(request).handle(request))
          : AdmissionUtils.allowedAdmissionResponse();
    } catch (RuntimeException | StackOverflowError e) {
      count("failed");
      LOG.atError()
          .addKeyValue("namespace", request.getNamespace())
          .addKeyValue("request", request.getUid())
          .log("a pod is created without injection, which failed: {}", OneLine.of(e));
      LOG.debug("the whole of it", e);
      return AdmissionUtils.allowedAdmissionResponse();
    }
  }

  private static boolean isNewPod(AdmissionRequest request) {
    return Operation.CREATE.name().equals(request.getOperation())
        && (request.getSubResource() == null || request.getSubResource().isEmpty())
        && request.getObject() instanceof Pod;
  }

  private DefaultAdmissionRequestMutator<Pod> mutation(AdmissionRequest request) {
    return new DefaultAdmissionRequestMutator<>(
        (pod, operation) -> injected(pod, request.getNamespace()));
  }

  private Pod injected(Pod pod, String namespace) {
    String declared = pod.getMetadata().getNamespace();
    InjectionOutcome outcome = injector.inject(inNamespace(namespace, pod), surroundings.get());
    report(outcome, namespace);
    return inNamespace(declared, outcome.pod());
  }

  private static Pod inNamespace(String namespace, Pod pod) {
    return new PodBuilder(pod).editMetadata().withNamespace(namespace).endMetadata().build();
  }

  private void report(InjectionOutcome outcome, String namespace) {
    switch (outcome) {
      case InjectionOutcome.Injected(Pod pod, String policy) -> {
        count("injected");
        about(LOG.atInfo(), pod, namespace, policy).log("injected");
      }
      case InjectionOutcome.NotInjected(Pod pod, String policy, String reason) -> {
        count("not-injected");
        about(LOG.atWarn(), pod, namespace, policy).log("not injected: {}", reason);
      }
      case InjectionOutcome.Unselected _ -> count("unselected");
    }
  }

  private static LoggingEventBuilder about(
      LoggingEventBuilder line, Pod pod, String namespace, String policy) {
    return line.addKeyValue("pod", namespace + "/" + nameOf(pod)).addKeyValue("policy", policy);
  }

  /** A pod of a controller has no name yet at admission, only the beginning of one. */
  private static String nameOf(Pod pod) {
    ObjectMeta metadata = pod.getMetadata();
    return metadata.getName() != null ? metadata.getName() : metadata.getGenerateName() + "*";
  }

  private void count(String outcome) {
    metrics.counter(METRIC, "outcome", outcome).increment();
  }

  private static AdmissionResponse withoutEmptyPatch(AdmissionResponse response) {
    if (NO_CHANGE.equals(response.getPatch())) {
      response.setPatch(null);
      response.setPatchType(null);
    }
    return response;
  }
}
