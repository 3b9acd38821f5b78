package io.prefork.sidecar.perf;

import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import java.nio.ByteBuffer;
import java.util.List;

/** The counting events of one thread. */
final class EventGroup implements AutoCloseable {
  private final Kernel kernel;
  private final int[] descriptors;
  private final ByteBuffer buffer;

  private EventGroup(Kernel kernel, int[] descriptors) {
    this.kernel = kernel;
    this.descriptors = descriptors;
    buffer = Kernel.buffer((3 + descriptors.length) * Long.BYTES);
  }

  static EventGroup open(Kernel kernel, int thread, List<Event> events) throws KernelException {
    int[] opened = new int[events.size()];
    for (int i = 0; i < opened.length; i++) {
      try {
        opened[i] =
            kernel.perfEventOpen(events.get(i).attributes(), thread, i == 0 ? -1 : opened[0]);
      } catch (KernelException refused) {
        for (int j = 0; j < i; j++) {
          kernel.close(opened[j]);
        }
        throw refused;
      }
    }
    return new EventGroup(kernel, opened);
  }

  /** Counts since the group was opened, in the events' order, or null when there are none. */
  long[] read() throws KernelException {
    int length = kernel.read(descriptors[0], buffer);
    return GroupReading.counts(buffer, length, descriptors.length);
  }

  @Override
  public void close() {
    for (int descriptor : descriptors) {
      kernel.close(descriptor);
    }
  }
}
