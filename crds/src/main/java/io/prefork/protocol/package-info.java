/**
 * What the operator and a pod's sidecar tell each other: {@link io.prefork.protocol.Directive}
 * down, {@link io.prefork.protocol.Report} up.
 *
 * <p>Both travel as JSON whose member names are the record components' names. A component that is
 * {@code null} was not measured, or not declared, and its member is left out; zero always means a
 * measured zero. Readers ignore members that they do not know, so that a newer side can talk to an
 * older one of the same {@code version}.
 *
 * <p>No Kubernetes type and no library appears here: the sidecar carries this package and nothing
 * else.
 */
package io.prefork.protocol;
