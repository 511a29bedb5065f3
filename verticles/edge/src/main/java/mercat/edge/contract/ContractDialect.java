package mercat.edge.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import java.util.HashSet;

/**
 * OpenAPI 3.1's dialect of JSON Schema, with what the contract says beyond it: {@code x-unique-by},
 * the member in which no two items of a list may agree.
 */
final class ContractDialect {
  static final Dialect DIALECT =
      Dialect.builder(Dialects.getOpenApi31())
          .keyword(new UniqueBy())
          .keyword(new NonValidationKeyword("components"))
          .build();

  private ContractDialect() {}

  private static final class UniqueBy extends AbstractKeyword {
    UniqueBy() {
      super("x-unique-by");
    }

    @Override
    public KeywordValidator newValidator(
        SchemaLocation location, JsonNode name, Schema parent, SchemaContext context) {
      var member = name.asText();
      return new BaseKeywordValidator(this, name, location, parent, context) {
        @Override
        public void validate(
            ExecutionContext execution, JsonNode list, JsonNode root, NodePath path) {
          var seen = HashSet.<String>newHashSet(list.isArray() ? list.size() : 0);
          for (int i = 0; list.isArray() && i < list.size(); i++) {
            var value = list.get(i).path(member);
            if (value.isTextual() && !seen.add(value.textValue())) {
              execution.addError(
                  error()
                      .instanceNode(value)
                      .instanceLocation(path.append(i).append(member))
                      .evaluationPath(execution.getEvaluationPath())
                      .message("is named twice")
                      .build());
            }
          }
        }
      };
    }
  }
}
