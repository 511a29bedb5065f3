package mercat.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** JSON as clients send it, read strictly: well-formed UTF-8, not deep, no field twice. */
final class StrictJson {
  /** Names are not kept from one request to the next: clients choose them. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(20)
                  .maxNameLength(1_000)
                  .maxStringLength(100_000)
                  .maxNumberLength(30)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private StrictJson() {}

  /**
   * A parser of the whole body. Decoded first: a parser of bytes would guess other encodings and
   * let overlong forms pass.
   */
  static JsonParser parser(Buffer body) throws IOException {
    var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes()));
    return FACTORY.createParser(text.array(), text.arrayOffset(), text.remaining());
  }

  /** Why a body cannot be read. */
  static Problem problem(IOException thrown) {
    return Problem.invalid(
        "",
        switch (thrown) {
          case CharacterCodingException notUtf8 -> "the body is not UTF-8";
          case StreamConstraintsException beyond ->
              "the body is nested too deeply, or has a name, text or number that is too long";
          default ->
              String.valueOf(thrown.getMessage()).startsWith("Duplicate field")
                  ? "the body names a field twice"
                  : "the body is not JSON";
        });
  }
}
