package mercat.edge.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import mercat.contracts.Money;

/**
 * How answers are written: field by field, for the API's names are its own and not those of the
 * records.
 */
public final class JsonBody {
  public static final String MEDIA_TYPE = "application/json";

  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonBody() {}

  /** Writes one JSON value. */
  @FunctionalInterface
  public interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  public static Buffer of(Writing writing) {
    try (var out = new ByteArrayBuilder(FACTORY._getBufferRecycler());
        var json = FACTORY.createGenerator(out)) {
      writing.to(json);
      json.flush();
      return Buffer.buffer(out.toByteArray());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  public static void money(JsonGenerator json, String name, Money money) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("amount", money.amount());
    json.writeStringField("currency", money.currency());
    json.writeEndObject();
  }
}
