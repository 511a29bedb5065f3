package mercat.edge.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import mercat.contracts.Text;
import mercat.edge.http.Problem;

/** JSON as clients send it, read strictly: well-formed UTF-8, not deep, no member twice. */
final class StrictJson {
  /** Four times what the largest order has: as a tree, two bytes are a hundred. */
  private static final int TOKENS_MAX = 50_000;

  /** Names are not kept from one request to the next: clients choose them. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(20)
                  .maxNameLength(1_000)
                  .maxStringLength(100_000)
                  .maxNumberLength(30)
                  .maxTokenCount(TOKENS_MAX)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** Numbers are exact, so that {@code 6.0} is 6 and {@code 9007199254740993.0} what it says. */
  private static final ObjectReader READER =
      new JsonMapper(FACTORY)
          .reader()
          .with(
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private StrictJson() {}

  /**
   * Reads a whole body, and notes the texts in it that no database stores.
   *
   * @throws Problem when it is no JSON
   */
  static JsonNode read(Buffer body, Faults faults) {
    try {
      // Decoded first: a parser of bytes would guess other encodings and let overlong forms pass.
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes()));
      JsonNode node;
      try (var json = FACTORY.createParser(text.array(), text.arrayOffset(), text.remaining())) {
        node = READER.readTree(json);
      }
      if (node == null || node.isMissingNode()) {
        throw Problem.invalid("", "the body is not JSON");
      }
      if (hasEscapes(text)) {
        checkTexts(node, "", faults);
      }
      return node;
    } catch (IOException unreadable) {
      throw problem(unreadable);
    }
  }

  static JsonParser parser(String text) throws IOException {
    return FACTORY.createParser(text);
  }

  /** Only by an escape can JSON in UTF-8 hold NUL or half of a surrogate pair. */
  private static boolean hasEscapes(CharBuffer text) {
    for (int i = text.position(); i < text.limit(); i++) {
      if (text.get(i) == '\\') {
        return true;
      }
    }
    return false;
  }

  /** Notes the texts in a value that no database stores. */
  static void checkTexts(JsonNode node, String pointer, Faults faults) {
    if (node.isTextual()) {
      try {
        Text.require("the text", node.textValue(), Integer.MAX_VALUE);
      } catch (IllegalArgumentException refused) {
        faults.add(pointer, String.valueOf(refused.getMessage()));
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        checkTexts(node.get(i), pointer + "/" + i, faults);
      }
    } else {
      node.properties()
          .forEach(member ->
              checkTexts(member.getValue(), pointer + "/" + escaped(member.getKey()), faults));
    }
  }

  /** A member's name as RFC 6901 writes it. */
  static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static Problem problem(IOException thrown) {
    return Problem.invalid(
        "",
        switch (thrown) {
          case CharacterCodingException notUtf8 -> "the body is not UTF-8";
          case StreamConstraintsException beyond ->
              "the body is nested too deeply, has too many values, or a name, text or number that is"
                  + " too long";
          default ->
              String.valueOf(thrown.getMessage()).startsWith("Duplicate field")
                  ? "the body names a field twice"
                  : "the body is not JSON";
        });
  }
}
