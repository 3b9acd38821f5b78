package io.prefork.sidecar.perf;

import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import java.nio.ByteBuffer;

/** The kernel's side of counting, so that it can be played back where there is no PMU. */
interface EventCalls {

  /** See {@link Kernel#perfEventOpen}. */
  int open(ByteBuffer attributes, int thread, int group) throws KernelException;

  /** See {@link Kernel#read}. */
  int read(int descriptor, ByteBuffer into) throws KernelException;

  /** See {@link Kernel#close}. */
  void close(int descriptor);

  static EventCalls of(Kernel kernel) {
    return new EventCalls() {
      @Override
      public int open(ByteBuffer attributes, int thread, int group) throws KernelException {
        return kernel.perfEventOpen(attributes, thread, group);
      }

      @Override
      public int read(int descriptor, ByteBuffer into) throws KernelException {
        return kernel.read(descriptor, into);
      }

      @Override
      public void close(int descriptor) {
        kernel.close(descriptor);
      }
    };
  }
}
