package io.prefork.sidecar.perf;

import io.prefork.sidecar.kernel.Errno;
import io.prefork.sidecar.kernel.KernelException;
import java.util.List;

/**
 * Which events this process may count here.
 *
 * @param source {@code Hardware}, {@code Software} or {@code None}, as the report spells it
 * @param reason why it is not all of Hardware, or null
 * @param events of a group; empty for None
 */
record Availability(String source, String reason, List<Event> events) {

  private static final int THIS_THREAD = 0;

  static final Availability HARDWARE = new Availability("Hardware", null, Event.HARDWARE_GROUP);

  static final Availability CORE =
      new Availability(
          "Hardware", "this machine's PMU counts no cache references", Event.CORE_GROUP);

  private static final Availability CHOSEN_SOFTWARE =
      new Availability("Software", "the policy says counters: Software", Event.SOFTWARE_GROUP);

  private static final Availability NOT_WANTED =
      new Availability("None", "the policy says counters: None", List.of());

  /** Tries on this very thread what the kernel allows of what was asked for. */
  static Availability of(EventCalls calls, Choice choice) {
    if (choice == Choice.NONE) {
      return NOT_WANTED;
    }
    try {
      Availability hardware = choice == Choice.SOFTWARE ? null : hardware(calls, choice);
      if (hardware != null) {
        return hardware;
      }
      EventGroup.open(calls, THIS_THREAD, Event.SOFTWARE_GROUP).close();
      return CHOSEN_SOFTWARE;
    } catch (KernelException refused) {
      return none(refused);
    }
  }

  private static Availability hardware(EventCalls calls, Choice choice) throws KernelException {
    try {
      EventGroup.open(calls, THIS_THREAD, Event.HARDWARE_GROUP).close();
      return HARDWARE;
    } catch (KernelException whole) {
      if (!meansNoPmu(whole)) {
        throw whole;
      }
    }
    try {
      EventGroup.open(calls, THIS_THREAD, Event.CORE_GROUP).close();
      return CORE;
    } catch (KernelException core) {
      if (choice == Choice.HARDWARE) {
        return new Availability("None", withoutPmu(core), List.of());
      }
      EventGroup.open(calls, THIS_THREAD, Event.SOFTWARE_GROUP).close();
      return software(core);
    }
  }

  static Availability software(KernelException hardware) {
    return new Availability("Software", withoutPmu(hardware), Event.SOFTWARE_GROUP);
  }

  private static String withoutPmu(KernelException hardware) {
    return "perf_event_open(instructions): "
        + Errno.name(hardware.errno())
        + ": this machine shows no PMU; instructions and cycles need a node that has one";
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

  static String remedy(KernelException refused) {
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
