package io.prefork.sidecar.perf;

import io.prefork.sidecar.kernel.Errno;
import io.prefork.sidecar.kernel.KernelException;
import java.util.List;

/**
 * Which events this process may count here.
 *
 * @param source {@code Hardware}, {@code Software} or {@code None}, as the report spells it
 * @param reason why it is not Hardware, or null
 * @param events of a group; empty for None
 */
record Availability(String source, String reason, List<Event> events) {

  static final Availability HARDWARE = new Availability("Hardware", null, Event.HARDWARE_GROUP);

  static Availability software(KernelException hardware) {
    return new Availability(
        "Software",
        "perf_event_open(instructions): "
            + Errno.name(hardware.errno())
            + ": this machine shows no PMU; instructions and cycles need a node that has one",
        Event.SOFTWARE_GROUP);
  }

  static Availability none(KernelException refused) {
    return new Availability(
        "None", "perf_event_open: " + Errno.name(refused.errno()) + remedy(refused), List.of());
  }

  static boolean meansNoPmu(KernelException failure) {
    return failure.errno() == Errno.ENOENT
        || failure.errno() == Errno.EOPNOTSUPP
        || failure.errno() == Errno.ENODEV
        || failure.errno() == Errno.EINVAL;
  }

  private static String remedy(KernelException refused) {
    return switch (refused.errno()) {
      case Errno.EPERM, Errno.EACCES ->
          ": the container's seccomp profile or kernel.perf_event_paranoid forbids it; it needs"
              + " CAP_PERFMON, or a seccomp profile that allows perf_event_open";
      case Errno.ENOSYS -> ": this kernel was built without perf events";
      case Errno.EMFILE -> ": too many open files; raise the limit of the container";
      default -> "";
    };
  }
}
