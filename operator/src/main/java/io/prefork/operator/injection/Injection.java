package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.prefork.protocol.Directive;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be injected into one pod, and the names that an injected pod bears.
 *
 * @param policy name of the policy that selects the pod
 * @param container name of the container that runs the server
 * @param server {@code Auto}, {@code UWSGI} or {@code Gunicorn}
 * @param directive for the sidecar, as JSON
 * @param mostWorkers that the pool may be made to have, or empty: its size is left to the server
 * @param reportPort that the sidecar listens on, 1..65535
 * @param sidecarImage reference of the sidecar's image
 * @param sidecarResources its requests and limits
 */
public record Injection(
    String policy,
    String container,
    String server,
    String directive,
    Optional<Integer> mostWorkers,
    int reportPort,
    String sidecarImage,
    ResourceRequirements sidecarResources) {

  /** Name of the init container that is added. */
  public static final String SIDECAR_CONTAINER = "prefork-sidecar";

  /** Pod annotation that says why a selected pod was left alone. */
  public static final String NOT_INJECTED = "prefork.io/not-injected";

  /** Pod annotation that says which part of an injected pod could not be had, and why. */
  public static final String PARTLY_INJECTED = "prefork.io/partly-injected";

  /** Pod annotation that has the configuration file by which uWSGI gets room for more workers. */
  public static final String UWSGI_CONFIGURATION = "prefork.io/uwsgi.ini";

  /** Pod annotation that says why uWSGI did not get that room, and what to do. */
  public static final String CEILING_NOT_RAISED = "prefork.io/ceiling-not-raised";

  static final String SHARED_VOLUME = "prefork";
  static final String DIRECTIVE_VOLUME = "prefork-directive";
  static final String NO_CREDENTIAL_VOLUME = "prefork-no-credential";

  static final String SHARED_DIRECTORY = "/run/prefork.io";

  /**
   * Whether the pod carries a sidecar that was injected: a native sidecar of that name, and the
   * directive it reads. A pod whose template merely has a container of that name does not.
   */
  public static boolean isInjected(Pod pod) {
    return annotations(pod).containsKey(Directive.ANNOTATION) && sidecar(pod).isPresent();
  }

  static Optional<Container> sidecar(Pod pod) {
    return pod.getSpec().getInitContainers().stream()
        .filter(container ->
            SIDECAR_CONTAINER.equals(container.getName())
                && "Always".equals(container.getRestartPolicy()))
        .findFirst();
  }

  static Map<String, String> annotations(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }
}
