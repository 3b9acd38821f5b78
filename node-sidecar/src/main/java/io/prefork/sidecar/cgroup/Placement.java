package io.prefork.sidecar.cgroup;

import java.util.ArrayList;
import java.util.List;

/**
 * Which groups a process is in, by the text of {@code /proc/PID/cgroup}. Source: {@code
 * cgroups(7)}.
 */
final class Placement {
  private final String text;

  Placement(String text) {
    this.text = text;
  }

  /**
   * Where the process's group of version 1 may be, the likeliest first; empty when that controller
   * is not in use there.
   *
   * @param mounts directory that the controllers are mounted in
   */
  List<String> version1(String controller, String mounts) {
    for (String line : text.split("\n")) {
      int first = line.indexOf(':');
      int second = line.indexOf(':', first + 1);
      if (first > 0 && second > 0 && names(line.substring(first + 1, second), controller)) {
        return below(mounts + "/" + controller, line.substring(second + 1));
      }
    }
    return List.of();
  }

  /** The same for the one tree of version 2. */
  List<String> version2(String mount) {
    for (String line : text.split("\n")) {
      if (line.startsWith("0::")) {
        return below(mount, line.substring(3));
      }
    }
    return List.of();
  }

  private static boolean names(String list, String controller) {
    return ("," + list + ",").contains("," + controller + ",");
  }

  /**
   * On a plain host the path leads on from the mount; in a container the mount is the group itself,
   * and the path, as seen from ours, means nothing there.
   */
  private static List<String> below(String mount, String path) {
    List<String> places = new ArrayList<>();
    if (path.length() > 1 && path.startsWith("/") && !path.contains("/..")) {
      places.add(mount + path);
    }
    places.add(mount);
    return places;
  }
}
