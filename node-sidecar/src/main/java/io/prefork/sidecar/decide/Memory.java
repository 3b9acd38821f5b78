package io.prefork.sidecar.decide;

/**
 * Memory of the container that the server runs in, and of its machine. Null: not measured.
 *
 * @param limitBytes at which the kernel kills; null when there is no limit
 * @param declaredLimitBytes that the pod's spec declares now; null when it declares none. It is
 *     less than {@code limitBytes} while a resize waits for memory to be given back: kubelet and
 *     kernel put no limit below what is used.
 * @param usedBytes what counts against the limit and is not given back on demand: usage less
 *     inactive file pages
 * @param hostAvailableBytes {@code MemAvailable} of {@code /proc/meminfo}
 * @param oomKills so far, in this container
 * @param pressureSome10 share of the last ten seconds in which some task of this container waited
 *     for memory, percent (PSI {@code some avg10}); never the whole machine's
 */
public record Memory(
    Long limitBytes,
    Long declaredLimitBytes,
    Long usedBytes,
    Long hostAvailableBytes,
    Long oomKills,
    Double pressureSome10) {

  /** What the container may take in the end: the smaller of its two limits, null without one. */
  public Long tighterLimitBytes() {
    return declaredIsTighter() ? declaredLimitBytes : limitBytes;
  }

  boolean declaredIsTighter() {
    return declaredLimitBytes != null && (limitBytes == null || declaredLimitBytes < limitBytes);
  }
}
