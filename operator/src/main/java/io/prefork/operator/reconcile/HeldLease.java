package io.prefork.operator.reconcile;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease at the end of an instance's life. The framework lets it run out, which would leave the
 * next instance waiting for 15 seconds.
 */
final class HeldLease {

  private static final Logger LOG = LoggerFactory.getLogger(HeldLease.class);

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final String holder;

  HeldLease(KubernetesClient client, String namespace, String name, String holder) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
    this.holder = holder;
  }

  /** Gives the lease up, unless another instance has it by now. */
  void release() {
    Resource<Lease> stored = client.leases().inNamespace(namespace).withName(name);
    try {
      Lease lease = stored.get();
      if (lease != null && holder.equals(lease.getSpec().getHolderIdentity())) {
        // With its version: the update fails when another instance was quicker.
        client
            .resource(
                new LeaseBuilder(lease)
                    .editSpec()
                    .withHolderIdentity("")
                    .withLeaseDurationSeconds(1)
                    .endSpec()
                    .build())
            .update();
      }
    } catch (KubernetesClientException e) {
      LOG.warn("lease {} not released, so it runs out by itself: {}", name, Refusal.reason(e));
    }
  }
}
