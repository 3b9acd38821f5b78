package io.prefork.sidecar.decide;

/**
 * Memory that the pool may take. On cgroup v2 one worker beyond the limit ends the whole container,
 * and PSI does not warn of anonymous memory (kernel, {@code admin-guide/cgroup-v2.rst}, {@code
 * memory.oom.group}); so what counts is usage against the limit, with a margin.
 *
 * @param limitBytes the tighter of the container's limits, or what the machine still has on top of
 *     {@code usedBytes} if that is less
 * @param usedBytes now; 0 when only the machine's is known
 * @param headroomBytes kept free by growth: a 64th of the limit, at least 8 MiB, and at least 64
 *     MiB where the machine is the limit, whose other tenants move too
 * @param source of the limit
 */
record Budget(long limitBytes, long usedBytes, long headroomBytes, Source source) {
  private static final long PARTS = 64;
  private static final long LEAST_HEADROOM_BYTES = 8L << 20;
  private static final long LEAST_HOST_HEADROOM_BYTES = 64L << 20;

  /** Whose limit it is. */
  enum Source {
    /** The container's, as the kernel holds it. */
    KERNEL(""),
    /** The container's, as the pod declares it and the kernel does not hold it yet. */
    DECLARED(", by the limit that the pod declares now"),
    MACHINE(", by what the machine has left");

    private final String words;

    Source(String words) {
      this.words = words;
    }
  }

  /** Null when it cannot be told: a limit without usage, or neither limit nor machine. */
  static Budget of(Memory memory) {
    Long tighter = memory == null ? null : memory.tighterLimitBytes();
    if (memory == null || (tighter != null && memory.usedBytes() == null)) {
      return null;
    }
    long used = memory.usedBytes() == null ? 0 : memory.usedBytes();
    long host =
        memory.hostAvailableBytes() == null
            ? Long.MAX_VALUE
            : used + Math.max(0, memory.hostAvailableBytes());
    if (tighter != null && tighter <= host) {
      long limit = Math.max(0, tighter);
      Source source = memory.declaredIsTighter() ? Source.DECLARED : Source.KERNEL;
      return new Budget(limit, used, Math.max(LEAST_HEADROOM_BYTES, limit / PARTS), source);
    }
    if (host == Long.MAX_VALUE) {
      return null;
    }
    return new Budget(
        host, used, Math.max(LEAST_HOST_HEADROOM_BYTES, host / PARTS), Source.MACHINE);
  }

  /** Up to which the pool may grow. */
  long growthBytes() {
    return limitBytes - headroomBytes;
  }

  /**
   * Beyond which it retreats: half the headroom is left, so that growth does not end in retreat.
   */
  long criticalBytes() {
    return limitBytes - headroomBytes / 2;
  }

  /** From where growth ends to where retreat begins. */
  long slackBytes() {
    return criticalBytes() - growthBytes();
  }

  /** Beyond which workers are recycled before their time; the room up to retreat gives it time. */
  long recyclingBytes() {
    return limitBytes - 2 * headroomBytes;
  }

  /** Whether the limit is the container's and not the machine's. */
  boolean own() {
    return source != Source.MACHINE;
  }

  String words() {
    return Words.mib(usedBytes) + " of " + Words.mib(limitBytes) + " used" + source.words;
  }
}
