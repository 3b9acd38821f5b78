package io.prefork.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolTest {

  private final ObjectMapper json =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .build();

  private final JavaClasses production =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("io.prefork");

  @Test
  void needsNothingButTheJdk() {
    classes()
        .that()
        .resideInAPackage("io.prefork.protocol")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "io.prefork.protocol")
        .check(production);
  }

  @Test
  void formsNoCycleWithOtherPackages() {
    slices().matching("io.prefork.(*)..").should().beFreeOfCycles().check(production);
  }

  @Test
  void directiveSurvivesJson() throws JsonProcessingException {
    var directive =
        new Directive(
            Directive.VERSION,
            "shop/web",
            3,
            "app",
            "Auto",
            "Enforce",
            "Freeze",
            "Block",
            "SkipFinalization",
            new Directive.Rss("400Mi", null, "USS"),
            new Directive.Workers(2, null),
            "Respawns",
            "Software",
            0.5,
            "Sample",
            20);

    String written = json.writeValueAsString(directive);

    assertEquals(
        """
        {"version":1,"policy":"shop/web","generation":3,"container":"app","server":"Auto",\
        "mode":"Enforce","gc":"Freeze","reenable":"Block","shutdown":"SkipFinalization",\
        "rss":{"recycleAbove":"400Mi","metric":"USS"},"workers":{"min":2},\
        "reclaim":"Respawns","counters":"Software","cpuSharePercent":0.5,\
        "collectorFaults":"Sample","maxGrowthPercent":20}\
        """,
        written);
    assertEquals(directive, json.readValue(written, Directive.class));
  }

  @Test
  void reportSurvivesJson() throws JsonProcessingException {
    var master = new Report.Process(7, 4711L, 60L, 9L, 8L, 7L, 6L, 5L, 4L, 2L);
    var worker =
        new Report.Worker(
            new Report.Process(8, 4712L, 59L, 9L, null, null, null, null, null, null),
            0L,
            false,
            12L,
            0L,
            null,
            new Report.Runtime(
                "Freeze",
                "no immortals",
                "Finalize",
                List.of(3L, 2L, 1L),
                5,
                6,
                7,
                8,
                0,
                new Report.CycleGuard("CollectsBetweenRequests", 9L, 8L, 7, 6, 5)),
            null);
    var report =
        new Report(
            Report.VERSION,
            "2026-01-01T00:00:00Z",
            new Report.Pod("shop", "web-1", "uid", "node"),
            new Report.InForce("shop/web", 3, "Enforce"),
            new Report.Sidecar("0.1.0", "2026-01-01T00:00:00Z", 1L, 2L),
            new Report.Server("Gunicorn", null, "3.11.2"),
            master,
            List.of(worker),
            new Report.Pool(1, 9L, 7L, 6L, null, 0.9, null, null, 0.25, null, 3L, 0, 16, 4L),
            new Report.Counters("None", "perf_event_open: EACCES"),
            new Report.CollectorFaults(
                "Sampled", null, 0.9, 500L, 0L, List.of(new Report.SampledFaults(7, 500, 0.9))),
            new Report.Container(
                new Report.Memory(1L << 30, 9L, 8L, null, 0L, 0.0),
                1L << 29,
                new Report.Processor(0.5, null, null),
                new Report.Host(1L << 32, 1L << 31)),
            new Report.Decision(
                "2026-01-01T00:00:00Z", "Grow", 1, null, "because", 5L, 12, 7L, "Memory"),
            List.of(
                new Report.ActionResult(
                    "2026-01-01T00:00:00Z", "Recycle", null, 8, "Pending", "because")),
            List.of(new Report.Finding("CollectorReenabled", "msgpack.fallback line 123")));

    assertEquals(report, json.readValue(json.writeValueAsString(report), Report.class));
  }

  @Test
  void reportOfAnOlderSidecarLacksWhatItDidNotKnow() throws JsonProcessingException {
    var report =
        json.readValue(
            """
            {"version":1,"workers":[],"pool":{"workers":4,"ipc":1.5},\
            "counters":{"source":"None"},"findings":[]}\
            """,
            Report.class);

    assertNull(report.collectorFaults());
    assertNull(report.container());
    assertNull(report.decision());
    assertNull(report.actions());
    assertEquals(
        new Report.Pool(
            4, null, null, null, null, null, null, null, null, 1.5, null, null, null, null),
        report.pool());
  }

  @Test
  void directiveOfAnOlderOperatorLacksWhatItDidNotKnow() throws JsonProcessingException {
    var directive = json.readValue("{\"version\":1,\"mode\":\"Observe\"}", Directive.class);

    assertNull(directive.reenable());
    assertNull(directive.reclaim());
    assertNull(directive.counters());
    assertNull(directive.cpuSharePercent());
    assertNull(directive.collectorFaults());
    assertNull(directive.maxGrowthPercent());
  }

  @Test
  void reportOfANewerSidecarIsRead() throws JsonProcessingException {
    var report = json.readValue("{\"version\":1,\"pressure\":{},\"workers\":[]}", Report.class);

    assertEquals(List.of(), report.workers());
  }
}
