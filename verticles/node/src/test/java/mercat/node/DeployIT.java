package mercat.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mercat.node.cluster.ClusterConfig;
import mercat.platform.config.Settings;
import mercat.platform.config.Settings.Setting;
import mercat.platform.config.Sources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in deploy/ against what the jar serves. */
class DeployIT {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path DEPLOY = ROOT.resolve("deploy");
  private static final Path BASE = DEPLOY.resolve("kubernetes/base");
  private static final String STOREFRONT =
      "verticles/protos/src/main/protobuf/mercat/storefront/v1/storefront.proto";
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");

  /** A metric of Mercat's in an expression, with its labels. */
  private static final Pattern SERIES =
      Pattern.compile("\\b((?:mercat|http|db|jvm|process)_\\w+)(?![\\w=])(?:\\{([^}]*)})?");

  private static final Pattern FLAG = Pattern.compile("[\\s(]((?:--|-X)[^\\s()]+)");

  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void probesPathsThatTheOperationsListenerServes(@TempDir Path data) throws Exception {
    try (var shop = RunningShop.open(data)) {
      for (var role : List.of("core", "edge")) {
        for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
          var http = container(role).path(probe).path("httpGet");
          assertThat(http.path("port").asText()).isEqualTo("operations");
          shop.operations(http.path("path").asText()).is(200);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "edge"})
  void namesThePortsThatANodeListensOn(String role) throws Exception {
    var inForce = inForce(Sources.none());
    assertThat(texts(container(role).path("ports"), "name", "containerPort"))
        .containsEntry("operations", inForce.get("node.ops-port"))
        .containsEntry("members", inForce.get("cluster.port"))
        .containsEntry("bus", inForce.get("cluster.bus-port"));
    if (role.equals("edge")) {
      assertThat(texts(container(role).path("ports"), "name", "containerPort"))
          .containsEntry("http", inForce.get("edge.port"));
    }
    assertThat(containerfile())
        .contains("EXPOSE 8080 8081 9090 5701 5801")
        .containsPattern("USER 1\\d{4}:1\\d{4}");
  }

  /** Nobody finds gRPC in the base, and whoever switches it on all that belongs to it. */
  @Test
  void speaksGrpcWhereItIsToldTo() throws Exception {
    assertThat(container("edge").toString()).doesNotContain("grpc");
    var overlay = DEPLOY.resolve("kubernetes/grpc");
    var edge = document(overlay, "edge.yaml");
    var container = edge.at("/spec/template/spec/containers/0");
    var environment = texts(container.path("env"), "name", "value");
    var inForce = inForce(new Sources(List.of(), environment, Map.of(), Map.of()));
    assertThat(inForce).containsEntry("edge.grpc-enabled", "true");
    var port = inForce.get("edge.grpc-port");
    assertThat(edge.at("/metadata/name").asText()).isEqualTo("mercat-edge");
    assertThat(container.path("name")).isEqualTo(container("edge").path("name"));
    assertThat(texts(container.path("ports"), "name", "containerPort")).containsEntry("grpc", port);
    var probe = container.path("readinessProbe");
    assertThat(probe.path("httpGet").isNull()).as("a probe has one kind").isTrue();
    assertThat(probe.at("/grpc/port").asText()).isEqualTo(port);
    assertThat(Files.readString(ROOT.resolve(STOREFRONT)))
        .contains("package " + probe.at("/grpc/service").asText().replaceAll("\\.\\w+$", ";"))
        .contains("service " + probe.at("/grpc/service").asText().replaceAll(".*\\.", "") + " {");
    var service = document(overlay, "service.yaml");
    assertThat(texts(service.at("/spec/ports"), "targetPort", "port")).containsEntry("grpc", port);
    assertThat(service.at("/spec/selector"))
        .isEqualTo(document(BASE, "services.yaml").at("/spec/selector"));
    assertThat(Files.readString(overlay.resolve("policy.yaml"))).contains("[{port: grpc}]");
    var compose = document(DEPLOY, "compose.yaml");
    assertThat(compose.at("/services/edge-1/environment/MERCAT_EDGE_GRPC_ENABLED").asText())
        .isEqualTo("${GRPC:-false}");
    assertThat(compose.at("/services/edge-1/ports").toString()).contains(port + ":" + port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "edge"})
  void givesANodeSettingsThatItKnowsAndTimeToEnd(String role) throws Exception {
    var settings = document(BASE, "settings.yaml").path("data").path("mercat.yaml");
    var file = Files.writeString(Files.createTempFile("mercat", ".yaml"), settings.asText());
    var environment = texts(container(role).path("env"), "name", "value");
    environment.replaceAll(
        (name, value) -> value.isEmpty() ? "a-secret-or-an-address-of-the-pod" : value);
    var sources =
        new Sources(
            List.of(file, ROOT.resolve("cluster-config/roles/" + role + ".yaml")),
            environment,
            Map.of(),
            Map.of());
    var inForce = inForce(sources);
    Files.delete(file);
    assertThat(inForce)
        .containsEntry("cluster.membership", "hazelcast-kubernetes.yaml")
        .containsEntry("node.notice", "8s");
    assertThat(getClass().getResource("/" + inForce.get("cluster.membership"))).isNotNull();
    assertThat(document(BASE, role + ".yaml").findValue("terminationGracePeriodSeconds").asInt())
        .as("notice, HTTP and the contexts' work end within the grace")
        .isGreaterThanOrEqualTo(8 + 20 + 20);
    assertThat(container(role).path("volumeMounts").findValuesAsText("mountPath"))
        .contains("/var/lib/mercat", inForce.get("cluster.certificates"));
  }

  @Test
  void knowsTheFlagsThatItIsStartedWith() throws Exception {
    var known = new TreeSet<String>();
    for (var command : Main.commandLine().getSubcommands().values()) {
      known.addAll(command.getCommandSpec().optionsMap().keySet());
    }
    var used = new ArrayList<String>();
    for (var role : List.of("core", "edge")) {
      container(role).path("args").forEach(argument -> used.add(argument.asText()));
    }
    for (var service : document(DEPLOY, "compose.yaml").path("services")) {
      if (service.path("image").asText("mercat").startsWith("mercat")) {
        service.path("command").forEach(argument -> used.add(argument.asText()));
      }
    }
    used.addAll(words("CMD"));
    assertThat(used.stream().filter(argument -> argument.startsWith("--")))
        .isNotEmpty()
        .allSatisfy(flag -> assertThat(known).contains(flag));
    assertThat(used.stream().filter(argument -> argument.startsWith("/etc/mercat/")))
        .isNotEmpty()
        .allSatisfy(path ->
            assertThat(ROOT.resolve("cluster-config").resolve(path.substring(12))).exists());
  }

  /** The service {@code mercat} would put MERCAT_PORT and others into the environment. */
  @ParameterizedTest
  @ValueSource(strings = {"core", "edge", "migrate"})
  void letsKubernetesTellAContainerNothingOfServices(String role) throws IOException {
    var pod = document(BASE, role + ".yaml").at("/spec/template/spec");
    assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
  }

  @Test
  void fetchesNothingAgainForAChangeOfItsOwnCode() throws IOException {
    assertThat(containerfile())
        .containsSubsequence(
            "RUN --mount=type=cache,target=/root/.m2 ",
            "mv verticles/node/target/lib/*-0.1.0.jar /own",
            "COPY --from=build /src/verticles/node/target/lib ",
            "COPY --from=build /own ",
            "COPY --from=build /src/verticles/node/target/mercat.jar ");
  }

  @Test
  void boundsTheMemoryOfEachContainerAndBringsItsSecrets() throws Exception {
    var compose = document(DEPLOY, "compose.yaml");
    assertThat(compose.path("x-node").has("mem_limit")).isTrue();
    for (var service : compose.path("services")) {
      assertThat(service.has("mem_limit") || service.has("<<")).as(service.toString()).isTrue();
    }
    var secrets =
        Map.of(
            "ACCOUNTS_ADMIN_TOKEN", "ADMIN_TOKEN",
            "ACCOUNTS_SEALING_KEY", "SEALING_KEY",
            "AUDIT_SIGNING_KEY", "SIGNING_KEY",
            "NOTIFICATIONS_SEALING_KEY", "NOTIFICATIONS_KEY");
    for (var secret : secrets.entrySet()) {
      var variable = "MERCAT_" + secret.getKey();
      assertThat(compose.path("x-environment").path(variable).asText())
          .startsWith("${" + secret.getValue() + ":?");
      assertThat(texts(container("core").path("env"), "name", "value")).containsKey(variable);
    }
  }

  @Test
  void migratesByACommandThatThereIs() throws IOException {
    var container = document(BASE, "migrate.yaml").at("/spec/template/spec/containers/0");
    var words = new ArrayList<String>();
    container.path("args").forEach(argument -> words.add(argument.asText()));
    assertThat(texts(container.path("env"), "name", "name")).containsOnlyKeys("DATABASE_URL");
    words.add("--admin-url=postgresql://u:p@h/d");
    var command = Main.commandLine().parseArgs(words.toArray(String[]::new));
    assertThat(command.subcommand().subcommand().commandSpec().name()).isEqualTo("migrate");
    assertThat(Files.readString(BASE.resolve("kustomization.yaml"))).contains("migrate.yaml");
  }

  /** But for the size of the heap, which is a share of a container's memory. */
  @Test
  void runsOnTheFlagsOfTheLauncher() throws IOException {
    var launcher = Files.readString(ROOT.resolve("mercat"));
    var flags =
        launcher.substring(launcher.indexOf("\nflags=("), launcher.indexOf("lacks_cache; then"));
    var wanted = FLAG.matcher(flags).results().map(flag -> flag.group(1)).toList();
    assertThat(wanted).contains("-Xms128m", "-Xmx320m");
    assertThat(words("ENTRYPOINT").stream().filter(word -> word.startsWith("-")))
        .filteredOn(flag -> !Set.of("-jar", "-XX:MaxRAMPercentage=60").contains(flag))
        .containsExactlyInAnyOrderElementsOf(
            wanted.stream().filter(flag -> !flag.startsWith("-Xm")).toList());
    assertThat(Files.readString(DEPLOY.resolve("systemd/mercat.service")))
        .contains("/mercat up ")
        .contains("SuccessExitStatus=143")
        .contains("StartLimitIntervalSec=0")
        .contains("Restart=on-failure");
  }

  /** A name or label that no node tells would leave an alert silent for ever. */
  @Test
  void alertsOnWhatANodeTellsAndNamesRunbooks(@TempDir Path data) throws Exception {
    var listed = Files.readString(ROOT.resolve("docs/metrics.md"));
    var alerts = document(DEPLOY, "prometheus/alerts.yaml").findValue("rules");
    assertThat(alerts).isNotEmpty();
    String told;
    try (var shop = RunningShop.open(data)) {
      shop.sells("ALERT", 100, 1);
      told = shop.operations("/metrics").text();
    }
    for (var alert : alerts) {
      var name = alert.path("alert").asText();
      assertThat(alert.at("/labels/severity").asText())
          .as(name)
          .isIn("critical", "warning", "info");
      assertThat(ROOT.resolve(alert.at("/annotations/runbook").asText())).isRegularFile();
      assertThat(alert.at("/annotations/summary").asText()).as(name).isNotBlank();
      for (var series : SERIES.matcher(alert.path("expr").asText()).results().toList()) {
        var metric = series.group(1);
        assertThat(listed).contains("`" + metric.replaceFirst("_count$", "") + "`");
        var line = Pattern.compile("^" + metric + "\\{.*", Pattern.MULTILINE).matcher(told);
        if (series.group(2) != null && line.find()) {
          assertThat(WORD.matcher(series.group(2)).replaceAll("").split("[=~,]+"))
              .allSatisfy(label -> assertThat(line.group()).contains(label + "="));
        }
      }
    }
  }

  private static List<String> words(String instruction) throws IOException {
    var line =
        containerfile()
            .lines()
            .filter(text -> text.startsWith(instruction + " "))
            .collect(Collectors.joining());
    return WORD.matcher(line).results().map(word -> word.group(1)).toList();
  }

  private static String containerfile() throws IOException {
    return Files.readString(DEPLOY.resolve("Containerfile"), UTF_8);
  }

  private static JsonNode container(String role) throws IOException {
    return document(BASE, role + ".yaml").at("/spec/template/spec/containers/0");
  }

  /** The entries of a list, by what names them. */
  private static Map<String, String> texts(JsonNode list, String name, String value) {
    var texts = new HashMap<String, String>();
    list.forEach(entry -> texts.put(entry.path(name).asText(), entry.path(value).asText()));
    return texts;
  }

  /** The first of a file. */
  private static JsonNode document(Path directory, String name) throws IOException {
    var file = directory.resolve(name);
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      return documents.readAll().getFirst();
    }
  }

  /** Every setting in force, none of them unknown. */
  private static Map<String, String> inForce(Sources sources) {
    var settings = Settings.load(sources);
    settings.check("node", NodeConfig.class);
    settings.check("cluster", ClusterConfig.class);
    Hosting.of(Set.of()).sections().forEach(settings::check);
    settings.refuseUnknown();
    return settings.inForce().stream().collect(Collectors.toMap(Setting::name, Setting::value));
  }
}
