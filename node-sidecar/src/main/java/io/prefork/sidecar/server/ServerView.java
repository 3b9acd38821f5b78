package io.prefork.sidecar.server;

import java.util.Map;

/**
 * A server's own figures at one moment.
 *
 * @param version as the server spells it, or null
 * @param master pid of the master, or null when it does not say
 * @param workers by pid; those that are not running are left out
 * @param listenQueue connections that wait to be accepted, or null when it does not say
 * @param ceiling most workers that it can run as it was started, or null
 */
public record ServerView(
    String version,
    Integer master,
    Map<Integer, WorkerView> workers,
    Integer listenQueue,
    Integer ceiling) {

  /**
   * @param requests served by this process, or null when the server does not count them
   * @param busy whether it is in a request, or null when the server does not say
   * @param cores how many requests it takes at a time, or null when the server does not say
   */
  public record WorkerView(Long requests, Boolean busy, Integer cores) {}
}
