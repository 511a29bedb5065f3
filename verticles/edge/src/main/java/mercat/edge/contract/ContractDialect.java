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
    static final String NAME = "x-unique-by";

    UniqueBy() {
      super(NAME);
    }

    @Override
    public KeywordValidator newValidator(
        SchemaLocation location, JsonNode member, Schema parent, SchemaContext context) {
      return new UniqueByValidator(this, location, member, parent, context);
    }
  }

  private static final class UniqueByValidator extends BaseKeywordValidator
      implements KeywordValidator {
    private final String member;

    UniqueByValidator(
        UniqueBy keyword,
        SchemaLocation location,
        JsonNode member,
        Schema parent,
        SchemaContext context) {
      super(keyword, member, location, parent, context);
      this.member = member.asText();
    }

    @Override
    public void validate(
        ExecutionContext execution, JsonNode node, JsonNode root, NodePath location) {
      if (node.size() < 2 || !node.isArray()) {
        return;
      }
      var seen = HashSet.<String>newHashSet(node.size());
      for (int i = 0; i < node.size(); i++) {
        var value = node.get(i).path(member);
        if (value.isTextual() && !seen.add(value.textValue())) {
          execution.addError(
              error()
                  .instanceNode(value)
                  .instanceLocation(location.append(i).append(member))
                  .evaluationPath(execution.getEvaluationPath())
                  .message("is named twice")
                  .build());
        }
      }
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
