package io.prefork.sidecar.sense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.discover.Found;
import io.prefork.sidecar.discover.ServerKind;
import io.prefork.sidecar.proc.Environment;
import io.prefork.sidecar.proc.ProcessEntry;
import io.prefork.sidecar.proc.Stat;
import io.prefork.sidecar.server.ServerStats;
import io.prefork.sidecar.server.ServerView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerWatchTest {
  private static final int MASTER = 1;
  private static final ServerStats.Answer GARBAGE =
      new ServerStats.Answer(null, "stats server: the answer holds no JSON", true);
  private static final ServerStats.Answer NOBODY =
      new ServerStats.Answer(null, "stats server: nobody there", false);

  private ServerStats.Answer answer;
  private int asked;
  private final ServerWatch watch =
      new ServerWatch(found -> {
        asked++;
        return answer;
      });

  private static ServerStats.Answer workers(int... pids) {
    Map<Integer, ServerView.WorkerView> views = new HashMap<>();
    for (int pid : pids) {
      views.put(pid, new ServerView.WorkerView(1L, false, 1));
    }
    return new ServerStats.Answer(new ServerView("2.0.31", MASTER, views, 0, 8), null, true);
  }

  private static ProcessEntry process(int pid, int parent) {
    Stat stat = new Stat(pid, "x", 'S', parent, 0, 0, 0, 1, pid);
    return new ProcessEntry(
        stat, List.of("uwsgi"), new Environment(Environment.State.KNOWN, Map.of()), "");
  }

  private static Found found(ServerKind kind, int... children) {
    List<ProcessEntry> entries = new ArrayList<>();
    for (int child : children) {
      entries.add(process(child, MASTER));
    }
    return new Found(kind, process(MASTER, 0), entries, List.of(), false);
  }

  private void look(int times, int... children) {
    for (int i = 0; i < times; i++) {
      watch.look(found(ServerKind.UWSGI, children));
    }
  }

  private List<Integer> workerPids() {
    return watch.workers().processes().stream().map(ProcessEntry::pid).toList();
  }

  @Test
  void asksAServerThatAnswersAtEveryTick() {
    answer = workers(2, 3);
    look(10, 2, 3);

    assertEquals(10, asked);
    assertNotNull(watch.view());
  }

  @Test
  void asksAServerThatTalksNonsenseLessAndLessOften() {
    answer = GARBAGE;
    look(100, 2, 3);

    assertTrue(asked < 12, asked + " times in 100 ticks");
    assertNull(watch.view());
  }

  @Test
  void asksAServerThatIsNotThereYetAtEveryTick() {
    answer = NOBODY;
    look(10, 2, 3);

    assertEquals(10, asked);
  }

  @Test
  void asksAgainOnceTheProcessesHaveChanged() {
    answer = GARBAGE;
    look(50, 2, 3);
    asked = 0;
    answer = workers(2, 4);
    look(1, 2, 4);

    assertEquals(1, asked);
    assertNotNull(watch.view());
  }

  @Test
  void asksGunicornOnlyNowAndThenSinceItTellsNothingButPids() {
    answer = workers(2, 3);
    for (int i = 0; i < 34; i++) {
      watch.look(found(ServerKind.GUNICORN, 2, 3));
    }

    assertEquals(2, asked);
    assertNotNull(watch.view());
  }

  @Test
  void keepsOutWhomTheServerDidNotNameWhileItIsSilent() {
    answer = workers(2, 3);
    look(1, 2, 3, 99);
    assertEquals(List.of(2, 3), workerPids());
    answer = NOBODY;
    look(1, 2, 3, 99);

    assertEquals(List.of(2, 3), workerPids());
    assertTrue(watch.workers().guessed());
  }

  @Test
  void takesANewProcessForAWorkerWhileTheServerIsSilent() {
    answer = workers(2, 3);
    look(1, 2, 3, 99);
    answer = NOBODY;
    look(1, 2, 4, 99);

    assertEquals(List.of(2, 4), workerPids());
  }

  @Test
  void saysWhatIsWrongOnlyOnceItGoesOn() {
    answer = NOBODY;
    look(2, 2);
    assertNull(watch.problem());
    look(1, 2);

    assertEquals(NOBODY.problem(), watch.problem());
  }

  @Test
  void doesNotBelieveAServerThatNamesNobodyHere() {
    answer = workers(77, 78);
    look(10, 2, 3);

    assertNull(watch.view());
    assertFalse(watch.hasTold());
    assertTrue(watch.problem().contains("none of which is a child of master 1"));
    assertEquals(List.of(2, 3), workerPids());
  }

  @Test
  void believesAServerThatRunsNoWorker() {
    answer = workers();
    look(1, 99);

    assertNotNull(watch.view());
    assertTrue(watch.hasTold());
    assertEquals(List.of(), workerPids());
  }

  @Test
  void forgetsWhatAnotherMasterSaid() {
    answer = workers(2, 3);
    look(1, 2, 3, 99);
    watch.clear();
    answer = NOBODY;
    look(1, 2, 3, 99);

    assertEquals(List.of(2, 3, 99), workerPids());
    assertNull(watch.version());
  }
}
