package io.prefork.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Requests, answered with JSON or "done", one after another, several at a time, none of them asked
 * for twice.
 */
final class PlainLoad implements AutoCloseable {
  private static final int CLIENTS = 4;

  private final List<Thread> clients = new ArrayList<>();
  private final Queue<String> losses = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  PlainLoad(HostPod pod, String target) {
    this(pod.server()::answer, target);
  }

  PlainLoad(Server server, String target) {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofVirtual().start(() -> run(server, target)));
    }
  }

  /** Whoever is asked. */
  interface Server {
    /** The body of one answer; fails when there was none, or not 200. */
    String answer(String target) throws IOException;
  }

  private void run(Server server, String target) {
    while (!stopping) {
      try {
        String body = server.answer(target);
        if (!body.endsWith("}") && !body.equals("done")) {
          losses.add("cut short: " + body);
        }
      } catch (IOException lost) {
        losses.add(lost.toString());
      }
    }
  }

  /** What went wrong. */
  List<String> stop() throws InterruptedException {
    stopping = true;
    for (Thread client : clients) {
      client.join();
    }
    return List.copyOf(losses);
  }

  @Override
  public void close() {
    stopping = true;
  }
}
