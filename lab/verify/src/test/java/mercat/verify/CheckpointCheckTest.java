package mercat.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody finds who kept checkpoints, when a log was written anew with all its links. */
class CheckpointCheckTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the links of a log anew from a row on, as somebody would who may do everything. */
  private static final String LINK_ANEW =
      """
      do $$
      declare
        row orders.log;
        before bytea := '';
      begin
        for row in select * from orders.log order by position loop
          before := sha256(before || int8send(row.position) || int8send(row.first)
                           || timestamptz_send(row.at) || convert_to(row.events::text, 'UTF8'));
          update orders.log set link = before where position = row.position;
        end loop;
      end
      $$\
      """;

  private final DatabaseAccess database = TestServer.newTables();
  private final List<String> kept = new ArrayList<>();
  private KeyPair key = keys();
  private String previous = "";

  @BeforeEach
  void writeAndKeep() throws Exception {
    append("1", "2");
    keep(1);
    append("3");
    keep(2);
    append("4");
  }

  @Test
  void fitALogThatOnlyGrew() throws GeneralSecurityException {
    var found = check();
    assertThat(found.faults()).isEmpty();
    assertThat(found.checked()).isEqualTo(2);
    assertThat(found.keys()).containsExactly(digest(key.getPublic().getEncoded()));
  }

  @Test
  void findALogThatWasWrittenAnewWithAllItsLinks() {
    run("update orders.log set events = '[{\"type\":\"X\"}]' where position = 2");
    run(LINK_ANEW);
    assertThat(intact().holds()).as("what only looks at the log: " + intact().detail()).isTrue();

    assertThat(check().faults())
        .containsExactly(
            "log of orders: the row that ends at position 2 was written anew, or one before it:"
                + " checkpoint 1 bears another link",
            "log of orders: the row that ends at position 3 was written anew, or one before it:"
                + " checkpoint 2 bears another link");
  }

  @Test
  void findALogThatLostItsEnd() {
    run("delete from orders.log where position >= 3");
    assertThat(intact().holds()).isTrue();
    assertThat(check().faults())
        .containsExactly(
            "log of orders: the row that ends at position 3 is missing: checkpoint 2 bears another"
                + " link");
  }

  @Test
  void findALogWhoseChainWasMadeToBeginLater() {
    run(
        "update orders.log set link = null where position <= 3; update orders.log_chain set first = 4");
    run(
        "update orders.log set link = sha256(int8send(position) || int8send(first)"
            + " || timestamptz_send(at) || convert_to(events::text, 'UTF8')) where position = 4");
    assertThat(intact().holds()).isTrue();
    assertThat(check().faults().getFirst())
        .contains("log of orders: checkpoint 1 knows it as ")
        .endsWith(" 4");
  }

  @Test
  void findALogOfAnotherLife() {
    run("update orders.log_head set incarnation = gen_random_uuid()");
    assertThat(check().faults()).singleElement().asString().contains("checkpoint 1 knows it as");
  }

  @Test
  void findACheckpointThatIsNotAsItWasSigned() {
    kept.set(1, kept.get(1).replace("\\\"position\\\":3", "\\\"position\\\":2"));
    assertThat(check().faults()).containsExactly("checkpoint 2 is not what was signed");
  }

  @Test
  void findACheckpointThatIsMissing() throws Exception {
    keep(3);
    kept.remove(1);
    assertThat(check().faults()).containsExactly("checkpoint 3 does not follow 1");
  }

  @Test
  void nameEveryKeyThatSigned() throws Exception {
    var first = digest(key.getPublic().getEncoded());
    key = keys();
    keep(3);
    assertThat(check().keys())
        .containsExactlyInAnyOrder(first, digest(key.getPublic().getEncoded()));
  }

  @Test
  void areFoundBetweenBlankLines() {
    kept.add(1, "");
    kept.add(" ");
    assertThat(check().faults()).isEmpty();
    assertThat(check().checked()).isEqualTo(2);
  }

  @Test
  void areMissedInAFileThatHasNone() {
    for (var lines : List.of(List.<String>of(), List.of(""), List.of("", "  "))) {
      assertThatThrownBy(() -> CheckpointCheck.run(database, lines.iterator()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there is no checkpoint in it");
    }
  }

  @Test
  void areRefusedWhereALineIsNone() {
    for (var line : List.of("sold", "[]", "{}", "7", "{\"statement\":\"sold\"}")) {
      kept.set(1, line);
      assertThatThrownBy(this::check)
          .as(line)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("line 2 is no checkpoint");
    }
  }

  private CheckpointCheck.CheckpointFindings check() {
    return CheckpointCheck.run(database, kept.iterator());
  }

  private Finding intact() {
    return ChainInvariantTest.examined(database);
  }

  private void append(String... types) {
    for (var type : types) {
      run(
          """
          insert into orders.log (position, first, events)
          select coalesce(max(position), 0) + 1, coalesce(max(position), 0) + 1, '[{"type":"%s"}]'
            from orders.log\
          """
              .formatted(type));
    }
  }

  private void keep(long number) throws Exception {
    try (var session = ReadSession.on(database)) {
      var log =
          session.text(
              """
              select json_build_object('context', 'orders', 'incarnation', incarnation, 'chainFirst', c.first,
                                       'position', l.position, 'link', encode(link, 'hex'))
              from orders.log_head, orders.log_chain c, orders.log l order by l.position desc limit 1
              """);
      var statement = JSON.createObjectNode().put("number", number).put("previous", previous);
      statement.putArray("logs").add(JSON.readTree(log));
      var text = statement.toString();
      var signed =
          JSON.createObjectNode()
              .put("statement", text)
              .put("signature", sign(text))
              .put("key", Base64.getEncoder().encodeToString(key.getPublic().getEncoded()));
      kept.add(signed.toString());
      previous = digest(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String sign(String text) throws GeneralSecurityException {
    var signature = Signature.getInstance("Ed25519");
    signature.initSign(key.getPrivate());
    signature.update(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(signature.sign());
  }

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }

  private static String digest(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private void run(String sql) {
    TestServer.execute(database, sql);
  }
}
