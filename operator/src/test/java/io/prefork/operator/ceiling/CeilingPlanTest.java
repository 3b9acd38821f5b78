package io.prefork.operator.ceiling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.prefork.operator.ceiling.CeilingPlan.LeaveAlone;
import io.prefork.operator.ceiling.CeilingPlan.NotNeeded;
import io.prefork.operator.ceiling.CeilingPlan.Raise;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CeilingPlanTest {

  private static Container container(String... command) {
    return new ContainerBuilder().withName("app").withCommand(command).build();
  }

  private static CeilingPlan plan(String command, int most) {
    return CeilingPlan.of(container(command.split(" ")), most);
  }

  private static String leftAlone(CeilingPlan plan) {
    return assertInstanceOf(LeaveAlone.class, plan).reason();
  }

  private static List<String> raised(CeilingPlan plan) {
    return assertInstanceOf(Raise.class, plan).configuration().lines().toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uwsgi --master -p 4",
        "/opt/newest/bin/uwsgi -p 4",
        "/usr/bin/uwsgi-core --plugin python3 -p 4",
        "uwsgi_python3 -p 4",
        "tini -- uwsgi -p 4",
        "/usr/bin/env DJANGO_SETTINGS_MODULE=shop uwsgi -p 4",
        "newrelic-admin run-program uwsgi -p 4",
      })
  void raisesWhereTheCommandLineIsVisible(String command) {
    List<String> lines = raised(plan(command, 32));

    assertTrue(lines.contains("processes = 32"), lines.toString());
    assertTrue(lines.contains("cheaper-initial = 4"), lines.toString());
  }

  @Test
  void seesArgumentsThatAnEntrypointIsGiven() {
    Container container =
        new ContainerBuilder().withName("app").withArgs("uwsgi", "-p", "4").build();

    assertTrue(raised(CeilingPlan.of(container, 32)).contains("cheaper-initial = 4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh -c uwsgi", "./start.sh", "python -m shop", "bash start.sh uwsgi"})
  void leavesAloneWhatAShellOrAnEntrypointHides(String command) {
    assertEquals(
        "the pod does not show uWSGI's command line, which an entrypoint of the image or a shell"
            + " has: write it in command and args of container 'app', or add to uWSGI's"
            + " configuration: processes = 32, cheaper = 1, cheaper-initial = the number of workers"
            + " to start with, cheaper-algo = manual, master-fifo = /tmp/uwsgi.fifo",
        leftAlone(plan(command, 32)));
  }

  @Test
  void leavesAloneAContainerThatDeclaresNothing() {
    assertTrue(
        leftAlone(CeilingPlan.of(container(), 32)).startsWith("the pod does not show uWSGI's"));
  }

  @ParameterizedTest
  @CsvSource({
    "uwsgi -p 8 --cheaper 2, --cheaper",
    "uwsgi -p 8 --cheaper=2, --cheaper=2",
    "uwsgi -p 8 --cheap, --cheap",
    "uwsgi -p 8 --idle 60, --idle",
    "uwsgi -p 8 --chroot /srv, --chroot",
    "uwsgi --emperor /etc/vassals, --emperor",
  })
  void yieldsToWhatSizesThePoolInAnotherWay(String command, String option) {
    assertEquals(
        "the command line has %s, which does not go together with it: remove that option"
            .formatted(option),
        leftAlone(plan(command, 32)));
  }

  @Test
  void otherOptionsOfCheaperAreNoReasonToYield() {
    assertInstanceOf(Raise.class, plan("uwsgi -p 8 --cheaper-step 2", 32));
  }

  @Test
  void saysWhereTheNumberMayBeInTwoPlaces() {
    assertTrue(
        leftAlone(plan("uwsgi -p 4 app.ini", 32))
            .startsWith(
                "the number of workers to start with may be in '-p 4' and in 'app.ini': write it in"
                    + " one place, or as --processes after the last file's option, or add to"));
  }

  @Test
  void neverMakesCheaperReachProcesses() {
    assertEquals(new NotNeeded(), plan("uwsgi -p 1", 1));
    assertEquals(new NotNeeded(), plan("uwsgi --ini app.ini", 1));
    assertTrue(leftAlone(plan("uwsgi -p 0", 8)).contains("--processes 1 or more"));
  }

  @Test
  void keepsALargerPoolThanThePolicyAllowsForTheSidecarToShrink() {
    List<String> lines = raised(plan("uwsgi -p 8", 4));

    assertTrue(lines.contains("processes = 8"), lines.toString());
    assertTrue(lines.contains("cheaper-initial = 8"), lines.toString());
  }

  @Test
  void isTheSameForAPodThatHasTheFileAlready() {
    assertEquals(
        plan("uwsgi --ini app.ini", 32), plan("uwsgi --ini app.ini " + CeilingFile.PATH, 32));
  }

  @Test
  void tellsWhatToDoAboutAServerThatRunsWithTooLowACeiling() {
    Container visible = container("uwsgi", "-p", "4");
    String file = ((Raise) CeilingPlan.of(visible, 32)).configuration();

    assertTrue(Remedy.of(visible, null, 32).contains("recreate it"));
    assertTrue(Remedy.of(visible, "another", 32).contains("recreate it"));
    assertTrue(Remedy.of(visible, file, 32).contains("processes = 32, cheaper = 1"));
    assertTrue(Remedy.of(container("./start.sh"), null, 32).contains("processes = 32"));
  }
}
