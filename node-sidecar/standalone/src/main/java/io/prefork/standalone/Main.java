package io.prefork.standalone;

import io.prefork.protocol.Directive;
import io.prefork.sidecar.ControlLoop;
import io.prefork.sidecar.bootstrap.Bootstrap;
import io.prefork.sidecar.kernel.BoundedFiles;
import io.prefork.sidecar.kernel.Kernel;
import io.prefork.standalone.policy.PolicyFile;
import io.prefork.standalone.policy.PolicyRefusedException;
import io.prefork.standalone.screen.JsonLines;
import io.prefork.standalone.screen.LiveTable;
import io.prefork.standalone.screen.Output;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** {@code node-sidecar --policy FILE --pid MASTER}; {@link Usage} says the rest. */
public final class Main {
  private static final Duration TICK = Duration.ofSeconds(2);
  private static final int ENDED = 0;
  private static final int FAILED = 1;
  private static final int REFUSED = 2;
  private static final int NOT_A_MASTER = 3;

  private Main() {}

  /**
   * @param arguments as {@link Usage} has them
   */
  public static void main(String[] arguments) throws InterruptedException {
    try {
      run(Options.of(arguments));
      System.exit(ENDED);
    } catch (IllegalArgumentException | PolicyRefusedException refused) {
      end(REFUSED, refused);
    } catch (NotAMasterException wrong) {
      end(NOT_A_MASTER, wrong);
    } catch (IOException failure) {
      end(FAILED, failure);
    }
  }

  private static void end(int code, Exception reason) {
    System.err.println("node-sidecar: " + reason.getMessage());
    System.exit(code);
  }

  private static void run(Options options)
      throws IOException, PolicyRefusedException, NotAMasterException, InterruptedException {
    if (options.help()) {
      System.out.print(Usage.TEXT);
      return;
    }
    PolicyFile policy = policy(options.policy());
    Kernel kernel = new Kernel(System.getProperty("os.arch"));
    BoundedFiles files = new BoundedFiles(kernel);
    if (options.pid() == null) {
      lay(files, options.bootstrap(), policy.current());
    } else {
      watch(options, policy, kernel, files);
    }
  }

  private static PolicyFile policy(String file) throws PolicyRefusedException {
    try {
      return new PolicyFile(Path.of(file));
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(unreadable.getMessage(), unreadable);
    }
  }

  private static void lay(BoundedFiles files, Path directory, Directive directive)
      throws IOException {
    Files.createDirectories(directory);
    Bootstrap bootstrap = new Bootstrap(files, directory);
    bootstrap.layFiles();
    bootstrap.writePolicy(directive);
    if (bootstrap.finding() != null) {
      throw new IOException(bootstrap.finding().message());
    }
    System.out.println("PREFORK_DIR=" + directory);
    System.out.println("PYTHONPATH=" + directory.resolve("python") + "${PYTHONPATH:+:$PYTHONPATH}");
  }

  private static void watch(Options options, PolicyFile policy, Kernel kernel, BoundedFiles files)
      throws IOException, NotAMasterException, InterruptedException {
    Master master = Master.of(files, Assembly.PROC, options.pid(), policy.current().server());
    Bootstrap bootstrap =
        options.bootstrap() == null
            ? Bootstrap.none(files)
            : new Bootstrap(files, options.bootstrap());
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    try (Output output =
        LiveTable.on(out, kernel).orElseGet(() -> new JsonLines(out, System.err))) {
      Runtime.getRuntime().addShutdownHook(new Thread(output::close));
      Advice.on(policy.current(), options.bootstrap()).ifPresent(output::say);
      ControlLoop loop = new Assembly(kernel, files).loop(master, policy, bootstrap, output::say);
      while (master.isAlive()) {
        output.show(loop.tick().get());
        pause(loop);
      }
    }
    System.err.println("node-sidecar: master " + master.pid() + " has ended");
  }

  private static void pause(ControlLoop loop) throws InterruptedException {
    long end = System.nanoTime() + TICK.toNanos();
    for (long left = TICK.toNanos(); left > 0 && !loop.isUrgent(); left = end - System.nanoTime()) {
      Thread.sleep(Duration.ofNanos(loop.quietNanos(left)));
    }
  }
}
