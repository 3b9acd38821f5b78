package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.micrometer.core.instrument.MeterRegistry;
import io.prefork.protocol.Directive;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes directives into pods: one annotation, and nothing else of the pod. */
final class DirectiveWriter {

  private static final Logger LOG = LoggerFactory.getLogger(DirectiveWriter.class);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;
  private final MeterRegistry meters;

  DirectiveWriter(KubernetesClient client, MeterRegistry meters) {
    this.client = client;
    this.meters = meters;
  }

  /**
   * Writes what it can.
   *
   * @return names of the pods that could not be told
   */
  List<String> write(List<DirectiveChange> changes) {
    List<String> untold = new ArrayList<>();
    for (DirectiveChange change : changes) {
      if (!write(change)) {
        untold.add(change.pod().getMetadata().getName());
      }
    }
    return untold;
  }

  private boolean write(DirectiveChange change) {
    ObjectMeta pod = change.pod().getMetadata();
    try {
      client
          .pods()
          .inNamespace(pod.getNamespace())
          .withName(pod.getName())
          .patch(MERGE, client.getKubernetesSerialization().asJson(patch(change)));
      count("written");
      LOG.atInfo()
          .addKeyValue("pod", pod.getNamespace() + "/" + pod.getName())
          .addKeyValue("directive", change.directive())
          .log("directive written");
      return true;
    } catch (KubernetesClientException e) {
      if (isGone(e)) {
        return true;
      }
      count("failed");
      LOG.atWarn()
          .addKeyValue("pod", pod.getNamespace() + "/" + pod.getName())
          .addKeyValue("cause", Refusal.reason(e))
          .log("directive not written; the pod keeps its last one, and the next round tries again");
      return false;
    }
  }

  /** Names the UID, so that a namesake that took the pod's place is not written to. */
  private static Pod patch(DirectiveChange change) {
    Pod patch = new Pod();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withUid(change.pod().getMetadata().getUid())
            .withAnnotations(Map.of(Directive.ANNOTATION, change.directive()))
            .build());
    return patch;
  }

  private static boolean isGone(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
        || e.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  private void count(String result) {
    meters.counter("prefork.directives", "result", result).increment();
  }
}
