package io.prefork.sidecar.symbols;

import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells whether an address of a process is in its Python's collector. Looked for in the program
 * itself and in mapped files whose names begin with {@code python} or {@code libpython}.
 */
public final class CollectorMap {
  private static final int MAX_CANDIDATES = 8;
  private static final int MAX_PROGRAMS = 16;

  private final BoundedFiles files;
  private final String procRoot;

  /** By device, inode and path: the workers of a pool have all the same. */
  private final Map<String, Program> programs = new HashMap<>();

  /**
   * @param procRoot the proc file system, {@code /proc}
   */
  public CollectorMap(BoundedFiles files, String procRoot) {
    this.files = files;
    this.procRoot = procRoot;
  }

  /** What a file tells; one of the two is null. */
  private record Program(CollectorCode code, String problem) {}

  /** The collector in one process's memory. */
  public static final class Placed {
    private final List<Mapping> mappings;
    private final CollectorCode code;

    private Placed(List<Mapping> mappings, CollectorCode code) {
      this.mappings = mappings;
      this.code = code;
    }

    /** Whether the instruction at that address is the collector's. */
    public boolean contains(long address) {
      for (Mapping mapping : mappings) {
        if (mapping.contains(address)) {
          return code.contains(mapping.offsetOf(address));
        }
      }
      return false;
    }
  }

  /**
   * Finds it in a process as its memory is now.
   *
   * @throws UnusableElfException naming the file that does not tell, when none does
   * @throws IOException when the process cannot be read
   */
  public Placed of(int pid) throws IOException {
    String directory = procRoot + "/" + pid;
    List<Mapping> mappings;
    try (Descriptor maps = files.open(directory + "/maps")) {
      mappings = Mapping.of(maps::readAt);
    }
    String program = Files.readSymbolicLink(Path.of(directory, "exe")).toString();
    String problem = program + ": no Python is mapped in it";
    for (List<Mapping> candidate : candidates(mappings, program)) {
      Mapping first = candidate.getFirst();
      boolean isProgram = first.path().equals(program);
      Program known =
          known(first, isProgram ? directory + "/exe" : directory + "/root" + first.path());
      if (known.code() != null) {
        return new Placed(candidate, known.code());
      }
      problem = first.path() + ": " + known.problem();
    }
    throw new UnusableElfException(problem);
  }

  /** The mappings of each file that may be a Python. */
  private static Collection<List<Mapping>> candidates(List<Mapping> mappings, String program) {
    Map<String, List<Mapping>> candidates = new LinkedHashMap<>();
    for (Mapping mapping : mappings) {
      boolean mayBePython =
          mapping.path().equals(program)
              || mapping.name().startsWith("python")
              || mapping.name().startsWith("libpython");
      if (mayBePython && candidates.size() < MAX_CANDIDATES) {
        candidates.computeIfAbsent(key(mapping), key -> new ArrayList<>()).add(mapping);
      }
    }
    return candidates.values();
  }

  private Program known(Mapping mapping, String file) {
    if (programs.size() >= MAX_PROGRAMS) {
      programs.clear();
    }
    return programs.computeIfAbsent(key(mapping), key -> read(file));
  }

  private Program read(String file) {
    try (Descriptor descriptor = files.open(file)) {
      return new Program(CollectorCode.of(descriptor::readAt), null);
    } catch (IOException unreadable) {
      return new Program(null, unreadable.getMessage());
    }
  }

  private static String key(Mapping mapping) {
    return mapping.file() + " " + mapping.path();
  }
}
