package io.prefork.sidecar.perf;

import io.prefork.sidecar.kernel.Errno;
import io.prefork.sidecar.kernel.KernelException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A kernel whose answers are set: groups are laid out as perf_event_open(2) says, with counts per
 * thread in the group's order.
 */
final class PlayedEvents implements EventCalls {
  final List<String> opened = new ArrayList<>();
  final Map<Integer, long[]> countsOfThread = new HashMap<>();
  final Map<Integer, Integer> refusals = new HashMap<>();
  int open;
  private final Map<Integer, Integer> threadOf = new HashMap<>();
  private long enabled = 1;
  private long running = 1;
  private int next = 100;

  /** The group was on the PMU for so much of the time. */
  void multiplexed(long timeEnabled, long timeRunning) {
    enabled = timeEnabled;
    running = timeRunning;
  }

  /** Events of that type and number answer with that error. */
  void refuse(int type, int config, int errno) {
    refusals.put(type * 100 + config, errno);
  }

  @Override
  public int open(ByteBuffer attributes, int thread, int group) throws KernelException {
    int type = attributes.getInt(0);
    int config = (int) attributes.getLong(8);
    Integer refusal = refusals.get(type * 100 + config);
    if (refusal != null) {
      throw new KernelException("perf_event_open", "thread " + thread, refusal);
    }
    opened.add(thread + ":" + type + "/" + config);
    threadOf.put(next, thread);
    open++;
    return next++;
  }

  @Override
  public int read(int descriptor, ByteBuffer into) throws KernelException {
    long[] counts = countsOfThread.get(threadOf.get(descriptor));
    if (counts == null) {
      throw new KernelException("read", "descriptor " + descriptor, Errno.EINVAL);
    }
    into.putLong(0, counts.length).putLong(8, enabled).putLong(16, running);
    for (int i = 0; i < counts.length; i++) {
      into.putLong(24 + 8 * i, counts[i]);
    }
    return 24 + 8 * counts.length;
  }

  @Override
  public void close(int descriptor) {
    open--;
  }
}
