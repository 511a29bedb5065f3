package mercat.lab.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import mercat.lab.system.Io;
import mercat.verify.UnreachableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a secret goes that the system tells once. */
final class SecretOutput {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "write it to this new file, for its owner only, and show it nowhere")
  private @Nullable Path out;

  /** Asks for nothing that could not be kept. */
  void requireNew() {
    if (out != null && Files.exists(out)) {
      throw new UnreachableException(out + " is there already");
    }
  }

  /**
   * The secret, or in which file it is and nowhere else.
   *
   * @param member of the answer which is the secret
   * @param revoked what is to be revoked when the secret is lost
   */
  String place(JsonNode answer, String member, String revoked) {
    var secret = answer.path(member).asText();
    if (out == null) {
      return secret;
    }
    var file = out;
    var owners = PosixFilePermissions.fromString("rw-------");
    Io.run(
        "cannot make %s: revoke %s, which nobody has".formatted(file, revoked),
        () ->
            Files.writeString(
                Files.createFile(file, PosixFilePermissions.asFileAttribute(owners)),
                secret + "\n"));
    ((ObjectNode) answer).remove(member);
    return "in " + file;
  }
}
