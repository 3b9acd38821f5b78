package io.prefork.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real server of this machine, as {@code e2e/servers} prepares it.
 *
 * @param name {@code uwsgi} or {@code gunicorn}, with {@code -distribution} for Debian's own
 * @param version as it calls itself
 * @param python version of its interpreter
 * @param path of its program
 */
record InstalledServer(String name, String version, String python, String path) {
  private static final Path APPLICATION =
      Repository.ROOT.resolve("e2e/src/test/python/application");

  static List<InstalledServer> all() {
    List<InstalledServer> servers = new ArrayList<>();
    String script = Repository.ROOT.resolve("e2e/servers").toString();
    for (String line : Command.run(Duration.ofMinutes(10), script).succeeded().lines()) {
      String[] words = line.split(" ", 4);
      servers.add(new InstalledServer(words[0], words[1], words[2], words[3]));
    }
    return servers;
  }

  /** One of each kind, for what does not depend on its version. */
  static List<InstalledServer> kinds() {
    List<InstalledServer> all = all();
    return List.of(
        all.stream().filter(InstalledServer::isUwsgi).findFirst().orElseThrow(),
        all.stream().filter(one -> !one.isUwsgi()).findFirst().orElseThrow());
  }

  boolean isUwsgi() {
    return name.startsWith("uwsgi");
  }

  /**
   * With a process of each kind that could be taken for a worker: uWSGI's HTTP router and a mule.
   */
  List<String> command(int port, int workers) {
    List<String> line = new ArrayList<>(List.of(path));
    String address = "127.0.0.1:" + port;
    if (!isUwsgi()) {
      line.addAll(List.of("--bind", address, "--workers", "" + workers, "--preload"));
      line.addAll(List.of("--chdir", APPLICATION.toString(), "shop:application"));
      return line;
    }
    line.addAll(plugins());
    line.addAll(List.of("--http", address, "--mule", "--master", "--processes", "" + workers));
    line.addAll(List.of("--module", "shop:application", "--chdir", APPLICATION.toString()));
    line.addAll(List.of("--pythonpath", APPLICATION.toString(), "--disable-logging"));
    return line;
  }

  /** The options by which this uWSGI finds Python and HTTP. */
  List<String> plugins() {
    return name.equals("uwsgi")
        ? List.of("--virtualenv", Path.of(path).getParent().getParent().toString())
        : List.of("--plugin-dir", "/usr/lib/uwsgi/plugins", "--plugin", "python3,http");
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
