package mercat.edge.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import java.util.HashSet;

/**
 * OpenAPI 3.1's dialect of JSON Schema, with what the contract says beyond it: {@code x-unique-by},
 * the member in which no two items of a list may agree, and the format {@code payment-token}, which
 * is anything but the number of a card.
 */
final class ContractDialect {
  static final Dialect DIALECT =
      Dialect.builder(Dialects.getOpenApi31())
          .keyword(new UniqueBy())
          .keyword(new NonValidationKeyword("components"))
          .format(new PaymentToken())
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

  private static final class PaymentToken implements Format {
    @Override
    public String getName() {
      return "payment-token";
    }

    @Override
    public boolean matches(ExecutionContext execution, String text) {
      return !looksLikeCardNumber(text);
    }

    /** Thirteen to nineteen digits whose check digit is right (Luhn) are somebody's card. */
    private static boolean looksLikeCardNumber(String text) {
      int digits = 0;
      int sum = 0;
      for (int i = text.length() - 1; i >= 0; i--) {
        char c = text.charAt(i);
        if (c == ' ' || c == '-') {
          continue;
        }
        if (c < '0' || c > '9') {
          return false;
        }
        int value = (c - '0') * (1 + digits % 2);
        sum += value > 9 ? value - 9 : value;
        digits++;
      }
      return digits >= 13 && digits <= 19 && sum % 10 == 0;
    }
  }
}
