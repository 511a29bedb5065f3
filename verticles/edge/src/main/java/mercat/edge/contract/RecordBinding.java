package mercat.edge.contract;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.Objects;
import mercat.edge.http.Problem;
import mercat.platform.bus.Json;

/** Makes records of JSON that a schema has allowed. A text that is not given is empty. */
final class RecordBinding {
  private static final ObjectMapper MAPPER = mapper();

  private RecordBinding() {}

  private static ObjectMapper mapper() {
    var mapper =
        Json.mapper()
            .copy()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    mapper
        .configOverride(String.class)
        .setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    return mapper;
  }

  static <T> T bind(JsonNode value, Class<T> type) {
    try {
      return MAPPER.treeToValue(value, type);
    } catch (ValueInstantiationException refused) {
      var why = Objects.requireNonNull(refused.getCause(), "a record refuses with a reason");
      throw Problem.invalid("", String.valueOf(why.getMessage()));
    } catch (JsonProcessingException other) {
      throw new IllegalStateException("the contract allows what no record holds", other);
    }
  }
}
