package mercat.audit;

import static mercat.audit.RunningAudit.AUDITOR;
import static mercat.testkit.LocalNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mercat.audit.domain.CheckpointStatement;
import mercat.contracts.audit.Checkpoint;
import mercat.contracts.audit.ListCheckpoints;
import mercat.contracts.catalog.ProductWithdrawn;
import mercat.platform.Sha256;
import mercat.platform.bus.Json;
import mercat.platform.config.Secret;
import mercat.platform.config.SettingsException;
import mercat.testkit.Fresh;
import mercat.testkit.TestDatabase;
import org.junit.jupiter.api.Test;

class CheckpointIT {
  @Test
  void saysHowFarEveryLogGoesAndIsSigned() throws Exception {
    try (var node = RunningAudit.start("1s")) {
      append(node, "orders");
      append(node, "orders");
      append(node, "catalog");
      eventually(() -> assertThat(position(node, "orders")).isEqualTo(2));
      eventually(() -> assertThat(position(node, "catalog")).isEqualTo(1));

      var last = list(node).getLast();
      assertThat(isSigned(last, last.statement())).isTrue();
      assertThat(isSigned(last, last.statement().replace("\"position\":2", "\"position\":1")))
          .isFalse();
      var orders = log(last, "orders");
      assertThat(
              node.rows(
                  "select encode(link, 'hex'), incarnation, c.first from orders.log,"
                      + " orders.log_head, orders.log_chain c where position = 2"))
          .containsExactly(
              "%s %s %d"
                  .formatted(
                      orders.path("link").asText(),
                      orders.path("incarnation").asText(),
                      orders.path("chainFirst").asLong()));
    }
  }

  @Test
  void isMadeOnlyWhenALogHasGrownAndFollowsTheOneBefore() {
    try (var node = RunningAudit.start("1s")) {
      append(node, "orders");
      eventually(() -> assertThat(list(node)).isNotEmpty());
      eventually(() -> assertThat(position(node, "orders")).isEqualTo(1));
      var before = list(node);
      awaitRounds(node, 2);
      assertThat(list(node)).isEqualTo(before);

      append(node, "payments");
      eventually(() -> assertThat(position(node, "payments")).isEqualTo(1));
      var all = list(node);
      for (int i = 0; i < all.size(); i++) {
        var statement = Json.read(all.get(i).statement(), CheckpointStatement.class);
        assertThat(statement.number()).isEqualTo(i + 1).isEqualTo(all.get(i).number());
        assertThat(statement.previous())
            .isEqualTo(i == 0 ? "" : Sha256.of(all.get(i - 1).statement()));
      }
    }
  }

  @Test
  void isListedInPages() {
    try (var node = RunningAudit.start("1h")) {
      for (int i = 1; i <= 5; i++) {
        node.change("insert into audit.checkpoint values (%d, now(), '{}', '\\x01', '\\x02')", i);
      }
      var first = node.askAs(AUDITOR, new ListCheckpoints(0, 3));
      assertThat(first.checkpoints()).extracting(Checkpoint::number).containsExactly(1L, 2L, 3L);
      assertThat(first.more()).isTrue();
      var second = node.askAs(AUDITOR, new ListCheckpoints(3, 3));
      assertThat(second.checkpoints()).extracting(Checkpoint::number).containsExactly(4L, 5L);
      assertThat(second.more()).isFalse();
      node.assertOnlyFor("audit:read", new ListCheckpoints(0, 1));
    }
  }

  @Test
  void isSignedByTheKeyOfTheFileAlsoAfterAnotherStart() {
    var file = Fresh.file("audit.key");
    var config = new AuditConfig(Duration.ofMinutes(1), file.toString(), new Secret(""));
    var first = CheckpointKey.of(config).publicKey();
    assertThat(CheckpointKey.of(config).publicKey()).isEqualTo(first);
    var brought =
        Base64.getEncoder()
            .encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    var other = new AuditConfig(Duration.ofMinutes(1), "", new Secret(brought));
    assertThat(CheckpointKey.of(other).publicKey()).isNotEqualTo(first);
    for (var wrong : List.of("short", "???")) {
      assertThatThrownBy(
              () -> CheckpointKey.of(new AuditConfig(Duration.ofMinutes(1), "", new Secret(wrong))))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("audit.signing-key")
          .hasMessageNotContaining(wrong);
    }
    assertThatThrownBy(() -> CheckpointKey.of(AuditConfig.defaults()))
        .hasMessageContaining("audit.key-file");
  }

  @Test
  void goesOnFromTheLastOneOnAnotherNode() {
    var database = TestDatabase.fresh();
    var settings =
        Map.of(
            "audit.key-file", Fresh.file("audit.key").toString(), "audit.checkpoint-every", "1s");
    try (var node = new RunningAudit(database, settings)) {
      append(node, "orders");
      eventually(() -> assertThat(list(node)).isNotEmpty());
    }
    try (var node = new RunningAudit(database, settings)) {
      append(node, "orders");
      eventually(() -> assertThat(position(node, "orders")).isEqualTo(2));
      assertThat(list(node)).extracting(Checkpoint::key).containsOnly(list(node).getFirst().key());
    }
  }

  private static void append(RunningAudit node, String context) {
    node.source(context).announces(UUID.randomUUID(), new ProductWithdrawn(Fresh.sku(), 1));
  }

  /** Waits until so many looks at the logs have ended. */
  private static void awaitRounds(RunningAudit node, int rounds) {
    var asked = "select count(*) from audit.checkpoint";
    var until = System.nanoTime() + Duration.ofMillis(1_200L * rounds).toNanos();
    eventually(() -> {
      assertThat(node.database().rows(asked)).isNotEmpty();
      assertThat(System.nanoTime()).isGreaterThan(until);
    });
  }

  private static List<Checkpoint> list(RunningAudit node) {
    return node.askAs(AUDITOR, new ListCheckpoints(0, 100)).checkpoints();
  }

  /** As the last checkpoint says, 0 before the first. */
  private static long position(RunningAudit node, String context) {
    var all = list(node);
    return all.isEmpty() ? 0 : log(all.getLast(), context).path("position").asLong();
  }

  private static JsonNode log(Checkpoint checkpoint, String context) {
    for (var log : Json.read(checkpoint.statement(), JsonNode.class).path("logs")) {
      if (log.path("context").asText().equals(context)) {
        return log;
      }
    }
    return MissingNode.getInstance();
  }

  private static boolean isSigned(Checkpoint checkpoint, String statement) throws Exception {
    var signature = Signature.getInstance("Ed25519");
    var key = new X509EncodedKeySpec(Base64.getDecoder().decode(checkpoint.key()));
    signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(key));
    signature.update(statement.getBytes(StandardCharsets.UTF_8));
    return signature.verify(Base64.getDecoder().decode(checkpoint.signature()));
  }
}
