package io.prefork.sidecar.perf;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultWatchTest {
  private final Kernel kernel = new Kernel(System.getProperty("os.arch"));
  private final FaultWatch watch = new FaultWatch(kernel, new BoundedFiles(kernel), "/proc", 4096);

  @Test
  void samplesAsLongAsItIsAskedFor() {
    assertNull(watch.look(List.of()));
    watch.use("Sample");
    assertTrue(watch.isOn());
    watch.use("Count");
    assertFalse(watch.isOn());
    watch.use(null);
    assertNull(watch.look(List.of()));
  }

  /** Each class costs the sidecar memory for good. */
  @Test
  void loadsNothingElseUntilItIsAskedFor() throws Exception {
    try (Loader loader = new Loader()) {
      Class<?> kernels = loader.loadClass(Kernel.class.getName());
      Class<?> files = loader.loadClass(BoundedFiles.class.getName());
      Object itsKernel = kernels.getConstructor(String.class).newInstance("amd64");
      Object itsWatch =
          loader
              .loadClass(FaultWatch.class.getName())
              .getConstructor(kernels, files, String.class, long.class)
              .newInstance(
                  itsKernel, files.getConstructor(kernels).newInstance(itsKernel), "/proc", 4096L);
      itsWatch.getClass().getMethod("use", String.class).invoke(itsWatch, "Count");
      itsWatch.getClass().getMethod("look", List.class).invoke(itsWatch, List.of());

      assertFalse(loader.hasLoaded(FaultSampling.class));
      itsWatch.getClass().getMethod("use", String.class).invoke(itsWatch, "Sample");
      assertTrue(loader.hasLoaded(FaultSampling.class));
    }
  }

  private static final class Loader extends URLClassLoader {
    Loader() throws MalformedURLException {
      super(classPath(), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath() throws MalformedURLException {
      List<URL> all = new ArrayList<>();
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        all.add(Path.of(entry).toUri().toURL());
      }
      return all.toArray(new URL[0]);
    }

    boolean hasLoaded(Class<?> type) {
      return findLoadedClass(type.getName()) != null;
    }
  }
}
