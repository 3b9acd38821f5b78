package io.prefork.sidecar.bootstrap;

import io.prefork.protocol.Directive;
import io.prefork.protocol.Report;
import io.prefork.sidecar.kernel.BoundedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Lays the Python files on the shared volume and keeps the policy there current. */
public final class Bootstrap {
  private static final String PYTHON = "python";
  private static final String POLICY = "policy.conf";

  private final SharedVolume volume;
  private final WorkerRecords records;
  private final Departures departures;
  private Report.Finding filesFinding;
  private Report.Finding policyFinding;

  /**
   * @param directory where the shared volume is mounted, or null: as {@link #none}
   */
  public Bootstrap(BoundedFiles files, Path directory) {
    volume = directory == null ? null : new SharedVolume(directory);
    records = new WorkerRecords(files, volume);
    departures = new Departures(volume, records);
  }

  /** Where no server was started with the bootstrap: nothing is laid, and nobody has counted. */
  public static Bootstrap none(BoundedFiles files) {
    return new Bootstrap(files, null);
  }

  public WorkerRecords records() {
    return records;
  }

  public Departures departures() {
    return departures;
  }

  /** Lays what is missing or different; a failure becomes the finding. */
  public void layFiles() {
    if (volume == null) {
      return;
    }
    try {
      volume.sharedDirectory(WorkerRecords.DIRECTORY);
      volume.directory(PYTHON);
      Set<String> directories = new HashSet<>();
      for (PythonFiles.PythonFile file : PythonFiles.all()) {
        layDirectories(file.path(), directories);
        volume.write(PYTHON + "/" + file.path(), file.content());
      }
      filesFinding = null;
    } catch (IOException failure) {
      filesFinding =
          notLaid(failure, "without these files the workers run as if there were no policy");
    }
  }

  private void layDirectories(String path, Set<String> done) throws IOException {
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      String directory = PYTHON + "/" + path.substring(0, slash);
      if (done.add(directory)) {
        volume.directory(directory);
      }
    }
  }

  /** Writes the policy for the workers to read; a failure becomes the finding. */
  public void writePolicy(Directive directive) {
    if (volume == null) {
      return;
    }
    try {
      volume.write(POLICY, PolicyConf.of(directive));
      policyFinding = null;
    } catch (IOException failure) {
      policyFinding = notLaid(failure, "workers go on with the policy that they have");
    }
  }

  private Report.Finding notLaid(IOException failure, String consequence) {
    return new Report.Finding(
        "BootstrapNotLaid",
        "volume "
            + volume.path("")
            + ": "
            + failure.getClass().getSimpleName()
            + ": "
            + failure.getMessage()
            + "; "
            + consequence
            + "; make room on the volume or let this UID write to it");
  }

  /** What could not be laid, or null. */
  public Report.Finding finding() {
    return filesFinding != null ? filesFinding : policyFinding;
  }
}
