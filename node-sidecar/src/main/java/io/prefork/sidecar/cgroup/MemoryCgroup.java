package io.prefork.sidecar.cgroup;

import io.prefork.protocol.Report;

/** A container's memory. */
sealed interface MemoryCgroup extends AutoCloseable permits MemoryCgroup1, MemoryCgroup2 {

  /** Null when the group has been removed. */
  Report.Memory read();

  /** All that is charged at this moment, which costs little to read; null when it is not known. */
  Long usageBytes();

  @Override
  void close();

  /**
   * @param usage all that is charged
   * @param inactiveFile pages that can be dropped at once, or null
   * @return what cannot, or null
   */
  static Long used(Long usage, Long inactiveFile) {
    return usage == null || inactiveFile == null ? null : Math.max(0, usage - inactiveFile);
  }
}
