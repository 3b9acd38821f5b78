package io.prefork.sidecar.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.Recorded;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.sidecar.proc.CaughtSignals;
import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.ProcessTable;
import io.prefork.sidecar.proc.Stat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private static final String VOLUME = "/run/prefork.io";
  private static final Environment MARKED =
      new Environment(Environment.State.KNOWN, Map.of(Environment.MARK, VOLUME));
  private static final Environment OTHER = new Environment(Environment.State.KNOWN, Map.of());
  private static final Environment OVERWRITTEN =
      new Environment(Environment.State.OVERWRITTEN, Map.of());
  private static final Environment DENIED = new Environment(Environment.State.DENIED, Map.of());
  private static final String[] GUNICORN = {"/usr/bin/python3", "/usr/bin/gunicorn", "app:app"};

  private final List<ProcessEntry> pod = new ArrayList<>();

  private DiscoveryTest add(int pid, int parent, Environment environment, String... arguments) {
    Stat stat = new Stat(pid, "comm", 'S', parent, 0, 0, 0, 1, 100 + pid);
    pod.add(new ProcessEntry(stat, List.of(arguments), environment, "0::/container"));
    return this;
  }

  private Optional<Found> find() {
    return find(new Discovery(VOLUME), ServerKind.values());
  }

  private Optional<Found> find(Discovery discovery, ServerKind... kinds) {
    return discovery.find(pod, List.of(kinds), entry -> CaughtSignals.NONE);
  }

  private ProcessTable recorded(Path proc) {
    BoundedFiles files = new BoundedFiles(new Kernel(System.getProperty("os.arch")));
    ProcessTable processes = new ProcessTable(files, proc.toString(), 0);
    pod.addAll(processes.refresh());
    return processes;
  }

  private static List<Integer> pids(List<ProcessEntry> entries) {
    return entries.stream().map(ProcessEntry::pid).toList();
  }

  @Test
  void findsTheRecordedUwsgiUnderItsShell() {
    recorded(Recorded.UWSGI_PROC);

    Found found = find().orElseThrow();

    assertEquals(ServerKind.UWSGI, found.kind());
    assertEquals(Recorded.MASTER, found.master().pid());
    assertEquals(List.of(19600, 19601, 19602, 19619, 19620), pids(found.children()));
  }

  @Test
  void believesTheServerAboutItsWorkers() {
    recorded(Recorded.UWSGI_PROC);

    Workers workers = Workers.among(find().orElseThrow(), Set.of(19600, 19601, 19602, 19619, 1));

    assertEquals(List.of(19600, 19601, 19602, 19619), pids(workers.processes()));
  }

  @Test
  void findsTheMasterThatItIsGivenAndNoOther() {
    add(10, 1, OTHER, GUNICORN).add(11, 10, OTHER, GUNICORN);
    add(20, 1, OTHER, GUNICORN).add(21, 20, OTHER, GUNICORN).add(22, 20, OTHER, GUNICORN);

    Found found = find(Discovery.ofMaster(10, 110), ServerKind.values()).orElseThrow();

    assertEquals(10, found.master().pid());
    assertEquals(List.of(11), pids(found.children()));
    assertTrue(find(Discovery.ofMaster(10, 110 + 1), ServerKind.values()).isEmpty());
  }

  @Test
  void saysThatItGuessesWhereUwsgiTellsNothing() {
    add(10, 1, MARKED, "uwsgi").add(11, 10, MARKED, "uwsgi");

    assertTrue(Workers.among(find().orElseThrow(), null).guessed());
  }

  @Test
  void findsGunicornUnderTiniAndAShell() {
    add(7, 1, MARKED, "/sbin/tini", "--", "sh", "-c", "gunicorn app:app");
    add(8, 7, MARKED, "sh", "-c", "gunicorn");
    add(10, 8, MARKED, GUNICORN).add(11, 10, MARKED, GUNICORN).add(12, 10, MARKED, GUNICORN);

    Found found = find().orElseThrow();

    assertEquals(10, found.master().pid());
    assertEquals(List.of(11, 12), pids(Workers.among(found, null).processes()));
  }

  @Test
  void findsGunicornStartedAsAModule() {
    String[] module = {"python", "-X", "dev", "-m", "gunicorn", "app:app"};
    add(10, 1, MARKED, module).add(11, 10, MARKED, module);

    assertEquals(10, find().orElseThrow().master().pid());
  }

  @Test
  void leavesOutWhatAWorkerHasForked() {
    add(10, 1, MARKED, GUNICORN).add(11, 10, MARKED, GUNICORN).add(12, 11, MARKED, GUNICORN);

    assertEquals(List.of(11), pids(find().orElseThrow().children()));
  }

  @Test
  void leavesOutTheDirtyArbiterAndItsWorkersWithoutTheirTitles() {
    ProcessTable processes = recorded(Recorded.GUNICORN_PROC);

    Found found =
        new Discovery(VOLUME)
            .find(pod, List.of(ServerKind.values()), processes::caughtBy)
            .orElseThrow();

    assertEquals(Recorded.GUNICORN_MASTER, found.master().pid());
    assertEquals(List.of(24091, 24093, 24094), pids(found.children()));
  }

  @Test
  void keepsAWorkerWhoseApplicationHasForked() {
    add(10, 1, MARKED, GUNICORN).add(11, 10, MARKED, GUNICORN).add(12, 10, MARKED, GUNICORN);
    add(13, 11, MARKED, GUNICORN);

    assertEquals(List.of(11, 12), pids(find().orElseThrow().children()));
  }

  @Test
  void leavesOutOtherProgramsThatTheMasterHasStarted() {
    add(10, 1, MARKED, GUNICORN).add(11, 10, MARKED, GUNICORN).add(12, 10, MARKED, "curl", "x");

    assertEquals(List.of(11), pids(find().orElseThrow().children()));
  }

  @Test
  void knowsGunicornByItsTitlesThoughTheyOverwriteTheEnvironment() {
    add(5, 1, MARKED, "sh", "/entrypoint");
    add(10, 1, OVERWRITTEN, "gunicorn: master [app]");
    add(11, 10, OVERWRITTEN, "gunicorn: worker [app]");
    add(12, 10, OVERWRITTEN, "gunicorn: dirty-arbiter [app]");

    Workers workers = Workers.among(find().orElseThrow(), null);

    assertEquals(List.of(11), pids(workers.processes()));
  }

  @Test
  void leavesOtherContainersAlone() {
    add(10, 1, OTHER, GUNICORN).add(11, 10, OTHER, GUNICORN);

    assertEquals(Optional.empty(), find());
  }

  @Test
  void looksOnlyForTheServerThatThePolicyNames() {
    add(10, 1, MARKED, GUNICORN).add(11, 10, MARKED, GUNICORN);

    assertEquals(Optional.empty(), find(new Discovery(VOLUME), ServerKind.UWSGI));
  }

  @Test
  void choosesTheLargestPoolAndNamesTheOthers() {
    add(10, 1, MARKED, GUNICORN).add(11, 10, MARKED, GUNICORN);
    add(20, 1, MARKED, "uwsgi").add(21, 20, MARKED, "uwsgi").add(22, 20, MARKED, "uwsgi");

    Found found = find().orElseThrow();

    assertEquals(20, found.master().pid());
    assertEquals(List.of(10), found.otherMasters());
  }

  @Test
  void takesTheNewMasterOfAnUpgradeForAMasterNotForAWorker() {
    Environment upgraded =
        new Environment(
            Environment.State.KNOWN,
            Map.of(Environment.MARK, VOLUME, Environment.GUNICORN_PID, "10"));
    add(10, 1, MARKED, GUNICORN).add(11, 10, MARKED, GUNICORN);
    add(20, 10, upgraded, GUNICORN).add(21, 20, upgraded, GUNICORN).add(22, 20, upgraded, GUNICORN);

    Found found = find().orElseThrow();

    assertEquals(20, found.master().pid());
    assertEquals(List.of(21, 22), pids(found.children()));
    assertEquals(List.of(10), found.otherMasters());
  }

  @Test
  void saysThatAServerOfAnotherUserIsThereButClosed() {
    add(10, 1, DENIED, GUNICORN).add(11, 10, DENIED, GUNICORN);

    assertTrue(find().orElseThrow().denied());
  }
}
