package io.prefork.sidecar.perf;

import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import java.nio.ByteBuffer;

/** The kernel's side of sampling, so that it can be played. */
interface SampleCalls {

  /** See {@link Kernel#perfEventOpen}; the event is in no group. */
  int open(ByteBuffer attributes, int thread) throws KernelException;

  /** See {@link Kernel#map}. */
  ByteBuffer map(int descriptor, int bytes) throws KernelException;

  /** See {@link Kernel#unmap}. */
  void unmap(ByteBuffer mapped);

  /** See {@link Kernel#close}. */
  void close(int descriptor);

  static SampleCalls of(Kernel kernel) {
    return new SampleCalls() {
      @Override
      public int open(ByteBuffer attributes, int thread) throws KernelException {
        return kernel.perfEventOpen(attributes, thread, -1);
      }

      @Override
      public ByteBuffer map(int descriptor, int bytes) throws KernelException {
        return kernel.map(descriptor, bytes);
      }

      @Override
      public void unmap(ByteBuffer mapped) {
        kernel.unmap(mapped);
      }

      @Override
      public void close(int descriptor) {
        kernel.close(descriptor);
      }
    };
  }
}
