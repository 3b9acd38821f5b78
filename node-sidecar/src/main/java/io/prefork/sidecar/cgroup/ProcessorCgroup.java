package io.prefork.sidecar.cgroup;

/** A container's processor time. */
sealed interface ProcessorCgroup extends AutoCloseable permits ProcessorCgroup1, ProcessorCgroup2 {

  /** All null when the group has been removed. */
  ProcessorTimes read();

  @Override
  void close();

  /** Null where either is unknown or no quota. */
  static Double cores(Long quotaMicros, Long periodMicros) {
    if (quotaMicros == null || periodMicros == null || quotaMicros <= 0 || periodMicros <= 0) {
      return null;
    }
    return (double) quotaMicros / periodMicros;
  }
}
