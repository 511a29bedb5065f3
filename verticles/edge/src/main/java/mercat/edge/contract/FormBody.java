package mercat.edge.contract;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import mercat.contracts.Text;

/**
 * A form as browsers and clients of OAuth send it, read strictly: well-formed UTF-8, no field
 * twice. A field without a value is not given (RFC 6749, 3.1).
 */
final class FormBody {
  static final String MEDIA_TYPE = "application/x-www-form-urlencoded";

  private static final int FIELDS_MAX = 50;
  private static final char NOT_UTF_8 = '\ufffd';

  private FormBody() {}

  /** The fields as texts; faults are noted. */
  static ObjectNode read(Buffer body, Faults faults) {
    var form = JsonNodeFactory.instance.objectNode();
    var fields = body.toString(StandardCharsets.UTF_8).split("&", FIELDS_MAX + 1);
    if (fields.length > FIELDS_MAX) {
      faults.add("", "the form has more than " + FIELDS_MAX + " fields");
      return form;
    }
    for (var field : fields) {
      int equals = field.indexOf('=');
      var name = decoded(equals < 0 ? field : field.substring(0, equals), faults);
      var value = equals < 0 ? "" : decoded(field.substring(equals + 1), faults);
      if (form.has(name)) {
        faults.add("/" + StrictJson.escaped(name), "is given more than once");
      } else if (!value.isEmpty()) {
        form.put(name, value);
      }
    }
    return form;
  }

  private static String decoded(String text, Faults faults) {
    try {
      var decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
      Text.require("the form", decoded, Integer.MAX_VALUE);
      if (decoded.indexOf(NOT_UTF_8) < 0) {
        return decoded;
      }
      faults.add("", "the form is not UTF-8");
    } catch (IllegalArgumentException malformed) {
      faults.add("", "the form is not encoded as forms are, or holds NUL");
    }
    return "";
  }
}
