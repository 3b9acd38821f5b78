package io.prefork.sidecar.perf;

import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.kernel.KernelException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A kernel that fills ring buffers as told; laid out as perf_event_open(2) says. */
final class PlayedSamples implements SampleCalls {
  static final int PAGE = 4096;

  private static final int SAMPLE = 9;
  private static final int LOST = 2;

  final Map<Integer, ByteBuffer> mapped = new TreeMap<>();
  final Map<Integer, Integer> refusals = new HashMap<>();
  ByteBuffer attributes;
  int mapRefusal;
  int open;

  /** The ring of the thread that was opened last. */
  ByteBuffer memory;

  private int next = 100;

  @Override
  public int open(ByteBuffer given, int thread) throws KernelException {
    if (refusals.containsKey(thread)) {
      throw new KernelException("perf_event_open", "thread " + thread, refusals.get(thread));
    }
    attributes = given;
    open++;
    return next++;
  }

  @Override
  public ByteBuffer map(int descriptor, int bytes) throws KernelException {
    if (mapRefusal != 0) {
      throw new KernelException("mmap", "descriptor " + descriptor, mapRefusal);
    }
    memory = Kernel.buffer(bytes);
    mapped.put(descriptor, memory);
    return memory;
  }

  @Override
  public void unmap(ByteBuffer gone) {
    mapped.values().remove(gone);
  }

  @Override
  public void close(int descriptor) {
    open--;
  }

  /** Says that so much was written and read before. */
  void startAt(long position) {
    memory.putLong(1024, position).putLong(1032, position);
  }

  void sample(long instruction) {
    record(SAMPLE, 16, instruction);
  }

  void lost(long samples) {
    record(LOST, 24, 0xdead, samples);
  }

  /** A record of a kind that nobody asked for, of that length. */
  void other(int length) {
    record(5, length);
  }

  private void record(int type, int length, long... words) {
    long head = memory.getLong(1024);
    put(head, type | (long) length << 48);
    for (int i = 0; i < words.length; i++) {
      put(head + 8L * (i + 1), words[i]);
    }
    memory.putLong(1024, head + length);
  }

  private void put(long position, long word) {
    memory.putLong(PAGE + (int) (position % (memory.capacity() - PAGE)), word);
  }
}
