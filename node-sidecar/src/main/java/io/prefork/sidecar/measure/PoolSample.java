package io.prefork.sidecar.measure;

/**
 * What is known of a pool beyond its processes; each is null where it is not.
 *
 * @param respawns workers that were replaced since the sidecar first saw this master
 * @param listenQueue connections that wait to be accepted
 * @param ceiling most workers that the server can run as it was started
 */
public record PoolSample(Long respawns, Integer listenQueue, Integer ceiling) {
  public static final PoolSample UNKNOWN = new PoolSample(null, null, null);
}
