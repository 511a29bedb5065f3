package mercat.platform.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where settings come from, the weakest first.
 *
 * @param files YAML files; a later one wins
 * @param environment of which names that begin with {@code MERCAT_} are settings
 * @param properties of which names that begin with {@code mercat.} are settings
 * @param flags of the command line, by full name such as {@code edge.port}
 */
public record Sources(
    List<Path> files,
    Map<String, String> environment,
    Map<String, String> properties,
    Map<String, String> flags) {
  /** What Kubernetes tells of services named {@code mercat} or {@code mercat-…}. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "MERCAT_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP|SCTP)(_.+)?)=.*"
              + "|MERCAT_(.+_)?PORT=(tcp|udp|sctp)://.*");

  public Sources {
    files = List.copyOf(files);
    environment =
        environment.entrySet().stream()
            .filter(entry -> !SERVICE_LINK.matcher(entry.toString()).matches())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    properties = Map.copyOf(properties);
    flags = Map.copyOf(flags);
  }

  /** Nothing at all: every section has its defaults. */
  public static Sources none() {
    return new Sources(List.of(), Map.of(), Map.of(), Map.of());
  }

  /** This process's environment and system properties, no file, no flag. */
  public static Sources ofProcess() {
    var properties =
        System.getProperties().stringPropertyNames().stream()
            .collect(Collectors.toMap(name -> name, name -> System.getProperty(name, "")));
    return new Sources(List.of(), System.getenv(), properties, Map.of());
  }

  /** The same with one more file, which wins over those before it. */
  public Sources withFile(Path file) {
    var more = new ArrayList<>(files);
    more.add(file);
    return new Sources(more, environment, properties, flags);
  }

  /** The same with these flags, which win over all else. */
  public Sources withFlags(Map<String, String> more) {
    var all = new HashMap<>(flags);
    all.putAll(more);
    return new Sources(files, environment, properties, all);
  }
}
