package io.prefork.sidecar.perf;

import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.KernelException;
import java.io.File;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the events of one worker: one group a thread, since a group does not follow the threads
 * that its own starts.
 */
final class WorkerEvents implements AutoCloseable {
  /** Five descriptors each; a worker with more threads counts the first ones only. */
  private static final int MAX_THREADS = 64;

  private final EventCalls calls;
  private final List<Event> events;
  private final ByteBuffer buffer;
  private final int pid;
  private final String threadsDirectory;
  private final Map<Integer, EventGroup> groups = new HashMap<>();
  private final long[] ended;
  private boolean counted;

  /**
   * @param buffer of {@link EventGroup#buffer}, shared with others
   * @param threadsDirectory {@code /proc/PID/task}
   */
  WorkerEvents(
      EventCalls calls, List<Event> events, ByteBuffer buffer, int pid, String threadsDirectory) {
    this.calls = calls;
    this.events = events;
    this.buffer = buffer;
    this.pid = pid;
    this.threadsDirectory = threadsDirectory;
    ended = new long[events.size()];
  }

  /**
   * Attaches to threads that are new and reads all.
   *
   * @param count how many threads there are: a single one has the pid, and is not looked for
   * @return counts since the first call, or null when nothing was counted
   * @throws KernelException when the kernel refuses
   */
  Report.WorkerCounters read(int count) throws KernelException {
    Set<Integer> threads = count == 1 ? Set.of(pid) : threads();
    keepWhatEndedThreadsCounted(threads);
    attach(threads);
    long[] sum = ended.clone();
    for (EventGroup group : groups.values()) {
      addTo(sum, group.read(buffer));
    }
    return counted ? counters(sum) : null;
  }

  private Set<Integer> threads() {
    Set<Integer> threads = new HashSet<>();
    String[] names = new File(threadsDirectory).list();
    for (String name : names == null ? new String[0] : names) {
      threads.add(Integer.valueOf(name));
    }
    return threads;
  }

  private void keepWhatEndedThreadsCounted(Set<Integer> alive) throws KernelException {
    for (Iterator<Map.Entry<Integer, EventGroup>> all = groups.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Integer, EventGroup> one = all.next();
      if (!alive.contains(one.getKey())) {
        addTo(ended, one.getValue().read(buffer));
        one.getValue().close();
        all.remove();
      }
    }
  }

  private void attach(Set<Integer> threads) throws KernelException {
    for (int thread : threads) {
      if (!groups.containsKey(thread) && groups.size() < MAX_THREADS) {
        try {
          groups.put(thread, EventGroup.open(calls, thread, events));
        } catch (KernelException failure) {
          if (!failure.processIsGone()) {
            throw failure;
          }
        }
      }
    }
  }

  private void addTo(long[] sum, long[] counts) {
    if (counts != null) {
      counted = true;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += counts[i];
      }
    }
  }

  private Report.WorkerCounters counters(long[] sum) {
    return new Report.WorkerCounters(
        of(Event.INSTRUCTIONS, sum),
        of(Event.CYCLES, sum),
        of(Event.MINOR_FAULTS, sum),
        of(Event.CACHE_REFERENCES, sum),
        of(Event.CACHE_MISSES, sum));
  }

  private Long of(Event event, long[] sum) {
    int index = events.indexOf(event);
    return index < 0 ? null : sum[index];
  }

  @Override
  public void close() {
    for (EventGroup group : groups.values()) {
      group.close();
    }
    groups.clear();
  }
}
