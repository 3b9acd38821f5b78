package io.prefork.standalone.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * YAML as kubectl reads it: the core schema of YAML 1.2, but with the booleans of YAML 1.1, of
 * which {@code Off} is one.
 */
final class Yaml {
  private static final Pattern TRUE = Pattern.compile("y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE");
  private static final Pattern FALSE =
      Pattern.compile("n|N|no|No|NO|off|Off|OFF|false|False|FALSE");

  private Yaml() {}

  /**
   * All documents that are not empty: maps, lists, strings, numbers, booleans.
   *
   * @param label names the text in messages
   * @throws YamlEngineException naming line and column
   */
  static List<Object> documents(String label, String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(label).setSchema(new KubectlSchema()).build();
    List<Object> documents = new ArrayList<>();
    for (Object document : new Load(settings).loadAllFromString(text)) {
      if (document != null) {
        documents.add(document);
      }
    }
    return documents;
  }

  private static final class KubectlSchema extends CoreSchema {
    private final Map<Tag, ConstructNode> constructors = new HashMap<>();

    KubectlSchema() {
      constructors.putAll(super.getSchemaTagConstructors());
      constructors.put(Tag.BOOL, node -> TRUE.matcher(((ScalarNode) node).getValue()).matches());
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      return constructors;
    }

    @Override
    public ScalarResolver getScalarResolver() {
      ScalarResolver core = new CoreScalarResolver(true);
      return (value, implicit) ->
          implicit && (TRUE.matcher(value).matches() || FALSE.matcher(value).matches())
              ? Tag.BOOL
              : core.resolve(value, implicit);
    }
  }
}
