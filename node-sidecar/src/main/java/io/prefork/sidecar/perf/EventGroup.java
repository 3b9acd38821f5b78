package io.prefork.sidecar.perf;

import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import java.nio.ByteBuffer;
import java.util.List;

/** The counting events of one thread. */
final class EventGroup implements AutoCloseable {
  private final EventCalls calls;
  private final int[] descriptors;

  private EventGroup(EventCalls calls, int[] descriptors) {
    this.calls = calls;
    this.descriptors = descriptors;
  }

  /**
   * @param thread id of the thread to count; 0 is the calling one
   */
  static EventGroup open(EventCalls calls, int thread, List<Event> events) throws KernelException {
    ByteBuffer attributes = Event.attributes();
    int[] opened = new int[events.size()];
    for (int i = 0; i < opened.length; i++) {
      try {
        ByteBuffer described = events.get(i).describe(attributes);
        opened[i] = calls.open(described, thread, i == 0 ? -1 : opened[0]);
      } catch (KernelException refused) {
        for (int j = 0; j < i; j++) {
          calls.close(opened[j]);
        }
        throw refused;
      }
    }
    return new EventGroup(calls, opened);
  }

  /** A buffer for {@link #read}, of any group. */
  static ByteBuffer buffer() {
    return Kernel.buffer(GroupReading.bytes(Event.values().length));
  }

  /** Counts since the group was opened, in the events' order, or null when there are none. */
  long[] read(ByteBuffer buffer) throws KernelException {
    int length = calls.read(descriptors[0], buffer);
    return GroupReading.counts(buffer, length, descriptors.length);
  }

  @Override
  public void close() {
    for (int descriptor : descriptors) {
      calls.close(descriptor);
    }
  }
}
