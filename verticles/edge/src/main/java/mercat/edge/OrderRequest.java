package mercat.edge;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import mercat.contracts.Line;
import mercat.contracts.Lines;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.Address;
import mercat.contracts.orders.PlaceOrder;
import org.jspecify.annotations.Nullable;

/** Reads what a buyer sends to order, or to be told a price. */
final class OrderRequest {
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,189}");
  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final long TOTAL_MAX = 1L << 53;

  private OrderRequest() {}

  private record Payment(String method, String token) {}

  /**
   * The order in a body.
   *
   * @throws Problem naming every fault
   */
  static PlaceOrder order(Buffer body, OrderId id, String key) {
    return JsonInput.read(body, input -> order(input, id, key));
  }

  /**
   * The lines in the body of a quote.
   *
   * @throws Problem naming every fault
   */
  static List<Line> quote(Buffer body) {
    return JsonInput.read(
        body,
        input -> {
          List<Line> lines = null;
          for (var name = input.field(); name != null; name = input.field()) {
            if (name.equals("lines")) {
              lines = lines(input);
            } else {
              input.unknown();
            }
          }
          return complete(input, lines);
        });
  }

  private static PlaceOrder order(JsonInput input, OrderId id, String key) throws IOException {
    List<Line> lines = null;
    String email = null;
    Payment payment = null;
    Money expected = null;
    Address address = null;
    for (var name = input.field(); name != null; name = input.field()) {
      switch (name) {
        case "lines" -> lines = lines(input);
        case "email" -> email = email(input);
        case "payment" -> payment = payment(input);
        case "expectedTotal" -> expected = input.money(0, TOTAL_MAX);
        case "shippingAddress" -> address = address(input);
        default -> input.unknown();
      }
    }
    var buyer = input.required("email", email);
    if (payment == null) {
      input.missing("payment");
      payment = new Payment("", "");
    }
    return new PlaceOrder(
        id,
        key,
        buyer,
        complete(input, lines),
        payment.method(),
        payment.token(),
        expected,
        address);
  }

  private static List<Line> complete(JsonInput input, @Nullable List<Line> lines)
      throws IOException {
    if (lines == null) {
      input.missing("lines");
    }
    input.done();
    return lines == null ? List.of() : lines;
  }

  private static @Nullable List<Line> lines(JsonInput input) throws IOException {
    if (!input.list()) {
      return null;
    }
    var lines = new ArrayList<Line>();
    var seen = new HashSet<Sku>();
    int elements = 0;
    while (input.element()) {
      elements++;
      if (elements > Lines.MAX) {
        input.skip();
      } else {
        line(input, lines, seen);
      }
    }
    if (elements == 0 || elements > Lines.MAX) {
      input.fault("must be a list of 1 to " + Lines.MAX);
    }
    return lines;
  }

  private static void line(JsonInput input, List<Line> lines, Set<Sku> seen) throws IOException {
    if (!input.object()) {
      if (input.isNull()) {
        input.fault("must be an object");
      }
      return;
    }
    boolean named = false;
    Sku sku = null;
    Long quantity = null;
    for (var name = input.field(); name != null; name = input.field()) {
      switch (name) {
        case "sku" -> {
          named = true;
          sku = input.sku();
        }
        case "quantity" -> quantity = input.whole(1, Line.QUANTITY_MAX);
        default -> input.unknown();
      }
    }
    if (!named) {
      input.missing("sku");
    }
    if (quantity == null) {
      input.missing("quantity");
    }
    if (sku != null) {
      if (!seen.add(sku)) {
        input.fault("/sku", "is named twice");
      } else if (quantity != null) {
        lines.add(new Line(sku, quantity));
      }
    }
  }

  private static @Nullable String email(JsonInput input) throws IOException {
    var email = input.text(3, 254);
    if (email != null && !email.isEmpty() && !EMAIL.matcher(email).matches()) {
      input.fault("is not an e-mail address");
    }
    return email;
  }

  private static @Nullable Payment payment(JsonInput input) throws IOException {
    if (!input.object()) {
      return null;
    }
    String method = null;
    String token = null;
    for (var name = input.field(); name != null; name = input.field()) {
      switch (name) {
        case "method" -> {
          method = input.text(1, 40);
          if (method != null && !method.isEmpty() && !method.equals("card")) {
            input.fault("must be card");
          }
        }
        case "token" -> {
          token = input.text(1, 255);
          if (token != null && looksLikeCardNumber(token)) {
            input.fault("looks like a card number: send the provider's token");
          } else if (token != null && !token.isEmpty() && !VISIBLE.matcher(token).matches()) {
            input.fault("must be visible ASCII characters");
          }
        }
        default -> input.unknown();
      }
    }
    return new Payment(input.required("method", method), input.required("token", token));
  }

  private static @Nullable Address address(JsonInput input) throws IOException {
    if (!input.object()) {
      return null;
    }
    String name = null;
    String line1 = null;
    String line2 = null;
    String city = null;
    String region = null;
    String postcode = null;
    String country = null;
    for (var field = input.field(); field != null; field = input.field()) {
      switch (field) {
        case "name" -> name = input.text(1, 200);
        case "line1" -> line1 = input.text(1, 200);
        case "line2" -> line2 = input.text(0, 200);
        case "city" -> city = input.text(1, 100);
        case "region" -> region = input.text(0, 100);
        case "postcode" -> postcode = input.text(0, 20);
        case "country" -> {
          country = input.text(2, 2);
          if (country != null && !country.isEmpty() && !COUNTRY.matcher(country).matches()) {
            input.fault("must be two capital letters");
          }
        }
        default -> input.unknown();
      }
    }
    var who = input.required("name", name);
    var where = input.required("line1", line1);
    var town = input.required("city", city);
    var state = input.required("country", country);
    return state.isEmpty()
        ? null
        : new Address(who, where, orEmpty(line2), town, orEmpty(region), orEmpty(postcode), state);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
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
