package io.prefork.operator.injection;

import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The volume in which the kubelet tells the pod's containers what the pod says of itself. A file of
 * it is known by its path: the API server fills in the rest before it asks a second time.
 */
final class DirectiveVolume {

  private DirectiveVolume() {}

  /** The pod with that file, instead of one of that path that may be there. */
  static Pod with(Pod pod, DownwardAPIVolumeFile file) {
    return edited(
        pod,
        files -> {
          int index =
              files.stream().map(DownwardAPIVolumeFile::getPath).toList().indexOf(file.getPath());
          List<DownwardAPIVolumeFile> edited = new ArrayList<>(files);
          if (index < 0) {
            edited.add(file);
          } else {
            edited.set(index, file);
          }
          return edited;
        });
  }

  /** The pod without the file of that path. */
  static Pod without(Pod pod, String path) {
    return edited(
        pod, files -> files.stream().filter(file -> !file.getPath().equals(path)).toList());
  }

  private static Pod edited(Pod pod, UnaryOperator<List<DownwardAPIVolumeFile>> edit) {
    List<Volume> volumes =
        pod.getSpec().getVolumes().stream()
            .map(volume ->
                volume.getName().equals(Injection.DIRECTIVE_VOLUME) ? edited(volume, edit) : volume)
            .toList();
    return new PodBuilder(pod).editSpec().withVolumes(volumes).endSpec().build();
  }

  private static Volume edited(Volume volume, UnaryOperator<List<DownwardAPIVolumeFile>> edit) {
    return new VolumeBuilder(volume)
        .editDownwardAPI()
        .withItems(edit.apply(volume.getDownwardAPI().getItems()))
        .endDownwardAPI()
        .build();
  }
}
