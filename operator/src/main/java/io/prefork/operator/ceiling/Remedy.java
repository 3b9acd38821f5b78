package io.prefork.operator.ceiling;

import io.fabric8.kubernetes.api.model.Container;

/** What a person writes where the ceiling of a pool is too low. */
public final class Remedy {

  private Remedy() {}

  /** The lines of uWSGI's configuration by which a pool can be resized up to that many workers. */
  static String lines(int most) {
    return ("add to uWSGI's configuration: processes = %d, cheaper = 1, cheaper-initial = the number"
            + " of workers to start with, cheaper-algo = manual, master-fifo = /tmp/uwsgi.fifo")
        .formatted(most);
  }

  /**
   * Why a server that runs cannot have as many workers as its policy allows, and what to do.
   *
   * @param container that runs uWSGI, as it is
   * @param configuration the file that its pod was given, or null
   * @param most workers that the policy allows
   */
  public static String of(Container container, String configuration, int most) {
    return switch (CeilingPlan.of(container, most)) {
      case CeilingPlan.LeaveAlone(String reason) -> reason;
      case CeilingPlan.Raise(String wanted) when wanted.equals(configuration) ->
          "its own configuration sizes the pool in another way or changes the root, as its log says: "
              + lines(most);
      case CeilingPlan.Raise _, CeilingPlan.NotNeeded _ ->
          "the pod was created before the policy allowed that many: recreate it, e.g. with kubectl rollout restart";
    };
  }
}
