package io.prefork.sidecar.server;

import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.proc.Options;

/**
 * The options by which a uWSGI takes several requests in one thread: {@code --async}, and those of
 * loop engines that set it ({@code plugins} in uWSGI's sources). Its graceful end then ends the
 * worker at once ({@code gracefully_kill} in core/uwsgi.c).
 */
public final class AsyncOptions {
  private static final String[] NAMES = {
    "--async", "--asyncio", "--gevent", "--tornado", "--coroae"
  };

  private AsyncOptions() {}

  /** Whether one of them is on the command line; an ini file may have one all the same. */
  public static boolean given(Found found) {
    return found.kind() == ServerKind.UWSGI
        && Options.last(found.master().arguments(), NAMES) != null;
  }
}
