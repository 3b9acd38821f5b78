package io.prefork.policy;

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
public class MemoryPolicy extends CustomResource<MemoryPolicySpec, MemoryPolicyStatus>
    implements Namespaced {}
