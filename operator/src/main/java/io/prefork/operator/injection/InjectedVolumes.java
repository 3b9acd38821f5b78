package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.prefork.protocol.Directive;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Adds the volumes of the sidecar; see {@link SidecarContainer} for what each is for. */
final class InjectedVolumes implements PodMutator {

  /** The names that a pod of its own must not use. */
  static final Set<String> NAMES =
      Set.of(Injection.SHARED_VOLUME, Injection.DIRECTIVE_VOLUME, Injection.NO_CREDENTIAL_VOLUME);

  @Override
  public Pod mutate(Pod pod, Injection injection) {
    Set<String> present =
        pod.getSpec().getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
    List<Volume> missing =
        volumes().stream().filter(volume -> !present.contains(volume.getName())).toList();
    return new PodBuilder(pod).editSpec().addAllToVolumes(missing).endSpec().build();
  }

  private static List<Volume> volumes() {
    return List.of(
        new VolumeBuilder()
            .withName(Injection.SHARED_VOLUME)
            .withNewEmptyDir()
            .withMedium("Memory")
            .withSizeLimit(new Quantity("8Mi"))
            .endEmptyDir()
            .build(),
        new VolumeBuilder()
            .withName(Injection.DIRECTIVE_VOLUME)
            .withNewDownwardAPI()
            .addNewItem()
            .withPath("directive.json")
            .withNewFieldRef()
            .withFieldPath("metadata.annotations['%s']".formatted(Directive.ANNOTATION))
            .endFieldRef()
            .endItem()
            .endDownwardAPI()
            .build(),
        new VolumeBuilder()
            .withName(Injection.NO_CREDENTIAL_VOLUME)
            .withNewEmptyDir()
            .withSizeLimit(new Quantity("1Mi"))
            .endEmptyDir()
            .build());
  }
}
