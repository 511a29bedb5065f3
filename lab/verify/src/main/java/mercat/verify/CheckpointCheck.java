package mercat.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Holds checkpoints that were kept elsewhere against a database: each was signed, none is missing
 * between them, and every log still bears the links that they name. Whoever writes a log anew,
 * links and all, cannot sign for it.
 */
public final class CheckpointCheck {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FAULTS_MAX = 20;

  private final ReadSession session;
  private final TreeSet<String> keys = new TreeSet<>();
  private final List<String> faults = new ArrayList<>();

  /** What the logs are to bear, by context; let go of once it is compared. */
  private final TreeMap<String, List<Claim>> claims = new TreeMap<>();

  private String previous = "";
  private long number;
  private long checked;

  private record Claim(
      long checkpoint, String incarnation, long chainFirst, long position, String link) {}

  /**
   * What was found.
   *
   * @param checked how many checkpoints there were
   * @param keys the digests of the public keys that signed them: compare them with what you know
   * @param faults the first {@value FAULTS_MAX}
   */
  public record CheckpointFindings(long checked, List<String> keys, List<String> faults) {
    public CheckpointFindings {
      keys = List.copyOf(keys);
      faults = List.copyOf(faults);
    }
  }

  private CheckpointCheck(ReadSession session) {
    this.session = session;
  }

  /**
   * Checks them, oldest first.
   *
   * @param lines each the JSON of one: {@code statement}, {@code signature}, {@code key}; or blank
   * @throws IllegalArgumentException when a line is not that, or none is; says which
   */
  public static CheckpointFindings run(DatabaseAccess database, Iterator<String> lines) {
    try (var session = ReadSession.snapshotOf(database)) {
      var check = new CheckpointCheck(session);
      for (long line = 1; lines.hasNext(); line++) {
        check.readLine(line, lines.next());
        if (check.checked % 1_000 == 0) {
          check.compare();
        }
      }
      check.compare();
      if (check.checked == 0) {
        throw new IllegalArgumentException("there is no checkpoint in it");
      }
      return new CheckpointFindings(check.checked, List.copyOf(check.keys), check.faults);
    }
  }

  private void readLine(long number, String line) {
    if (line.isBlank()) {
      return;
    }
    try {
      var checkpoint = json(line);
      var text = checkpoint.path("statement").asText();
      read(checkpoint, text, json(text));
    } catch (IOException malformed) {
      throw new IllegalArgumentException("line %d is no checkpoint".formatted(number), malformed);
    }
  }

  private void read(JsonNode checkpoint, String text, JsonNode statement) {
    long own = statement.path("number").asLong();
    checked++;
    if (!isSigned(text, checkpoint)) {
      fault("checkpoint %d is not what was signed".formatted(own));
      return;
    }
    if (number > 0
        && (own != number + 1 || !statement.path("previous").asText().equals(previous))) {
      fault("checkpoint %d does not follow %d".formatted(own, number));
    }
    number = own;
    previous = digest(text.getBytes(StandardCharsets.UTF_8));
    for (var log : statement.path("logs")) {
      claims
          .computeIfAbsent(log.path("context").asText(), context -> new ArrayList<>())
          .add(
              new Claim(
                  own,
                  log.path("incarnation").asText(),
                  log.path("chainFirst").asLong(),
                  log.path("position").asLong(),
                  log.path("link").asText("")));
    }
  }

  private static JsonNode json(String text) throws IOException {
    var json = JSON.readTree(text);
    if (!json.isObject()) {
      throw new IOException("no object");
    }
    return json;
  }

  private boolean isSigned(String text, JsonNode checkpoint) {
    try {
      var key = Base64.getDecoder().decode(checkpoint.path("key").asText());
      var signature = Signature.getInstance("Ed25519");
      signature.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key)));
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      keys.add(digest(key));
      return signature.verify(Base64.getDecoder().decode(checkpoint.path("signature").asText()));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      return false;
    }
  }

  private void compare() {
    claims.forEach((context, claimed) -> {
      if (!session.contexts().contains(context)) {
        fault("there is no log of %s any more".formatted(context));
      } else {
        compareLife(context, claimed);
        compareLinks(context, claimed);
      }
    });
    claims.clear();
  }

  private void compareLife(String context, List<Claim> claimed) {
    var life =
        session.text(
            "select incarnation || ' ' || first from %1$s.log_head, %1$s.log_chain"
                .formatted(context));
    for (var claim : claimed) {
      var then = claim.incarnation() + " " + claim.chainFirst();
      if (!then.equals(life)) {
        fault(
            "log of %s: checkpoint %d knows it as %s (incarnation, begin of its chain), now it is %s"
                .formatted(context, claim.checkpoint(), then, life));
        return;
      }
    }
  }

  private void compareLinks(String context, List<Claim> claimed) {
    var linked = claimed.stream().filter(claim -> !claim.link().isEmpty()).toList();
    session
        .texts(
            """
            select 'log of %1$s: the row that ends at position ' || claim.position
                   || case when l.position is null then ' is missing' else ' was written anew, or one before it' end
                   || ': checkpoint ' || min(claim.checkpoint) || ' bears another link'
            from unnest(?::bigint[], ?::bigint[], ?::text[]) as claim(checkpoint, position, link)
            left join %1$s.log l on l.position = claim.position
            where encode(l.link, 'hex') is distinct from claim.link
            group by claim.position, l.position
            order by claim.position
            limit %2$d
            """
                .formatted(context, FAULTS_MAX),
            linked.stream().map(Claim::checkpoint).toArray(Long[]::new),
            linked.stream().map(Claim::position).toArray(Long[]::new),
            linked.stream().map(Claim::link).toArray(String[]::new))
        .forEach(this::fault);
  }

  private void fault(String text) {
    if (faults.size() < FAULTS_MAX) {
      faults.add(text);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
