package io.prefork.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The development cluster as {@code deploy/quickstart --json --keep} leaves it: operator installed,
 * samples enforced and warm. Started for the first test that asks for it, shared by all, taken down
 * after the last one, also when one fails.
 */
final class DemonstrationCluster implements ParameterResolver {

  static final String NAMESPACE = "prefork-demonstration";
  static final String OPERATOR_NAMESPACE = "prefork-system";

  /** What a test gets: the figures that the quickstart printed, and a client of its cluster. */
  record Demonstrated(JsonNode figures, KubernetesClient client) implements AutoCloseable {

    private static Demonstrated start() {
      var stop = new Thread(Demonstrated::down);
      Runtime.getRuntime().addShutdownHook(stop);
      var quickstart =
          Command.run(Duration.ofMinutes(20), Repository.QUICKSTART, "--json", "--keep")
              .succeeded();
      System.out.println(quickstart.output());
      var kubeconfig =
          Command.run(Duration.ofSeconds(20), Repository.DEV_CLUSTER, "kubeconfig")
              .succeeded()
              .lastLine();
      try {
        var config = Config.fromKubeconfig(Path.of(kubeconfig).toFile());
        // The client takes a key in PKCS #8 for RSA unless it is told.
        config.setClientKeyAlgo("EC");
        return new Demonstrated(
            new ObjectMapper().readTree(quickstart.lastLine()),
            new KubernetesClientBuilder().withConfig(config).build());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void down() {
      Command.run(Duration.ofMinutes(3), Repository.DEV_CLUSTER, "down");
    }

    @Override
    public void close() {
      client.close();
      down();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Demonstrated.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.GLOBAL)
        .computeIfAbsent(Demonstrated.class, key -> Demonstrated.start(), Demonstrated.class);
  }

  /** Standard output of kubectl on this cluster. */
  static Command kubectl(String... arguments) {
    var command = new String[arguments.length + 2];
    command[0] = Repository.DEV_CLUSTER;
    command[1] = "kubectl";
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return Command.run(Duration.ofMinutes(4), command);
  }
}
