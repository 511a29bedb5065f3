package mercat.edge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import mercat.contracts.Line;
import mercat.contracts.Lines;
import mercat.contracts.Money;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.orders.Address;
import mercat.contracts.orders.PlaceOrder;
import org.jspecify.annotations.Nullable;

/** Reads what a buyer sends to order. */
final class OrderRequest {
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,189}");
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final long TOTAL_MAX = 1L << 53;

  private OrderRequest() {}

  static PlaceOrder read(Fields body, OrderId id, String key) {
    var lines = lines(body);
    var email = body.text("email", 3, 254);
    if (!email.isEmpty() && !EMAIL.matcher(email).matches()) {
      body.fault("email", "is not an e-mail address");
    }
    var method = "";
    var token = "";
    var payment = body.object("payment");
    if (payment != null) {
      method = payment.text("method", 1, 40);
      token = payment.text("token", 1, 255);
      if (!method.isEmpty() && !method.equals("card")) {
        payment.fault("method", "must be card");
      }
      if (looksLikeCardNumber(token)) {
        payment.fault("token", "looks like a card number: send the provider's token");
      }
      payment.refuseUnasked();
    }
    @Nullable Money expected = body.optionalMoney("expectedTotal", 0, TOTAL_MAX);
    var address = address(body.optionalObject("shippingAddress"));
    body.done();
    return new PlaceOrder(id, key, email, lines, method, token, expected, address);
  }

  /** The lines of an order or a quote. */
  static List<Line> lines(Fields body) {
    var lines = new ArrayList<Line>();
    var seen = new HashSet<Sku>();
    for (var fields : body.objects("lines", 1, Lines.MAX)) {
      var sku = fields.sku("sku");
      long quantity = fields.whole("quantity", 1, Line.QUANTITY_MAX);
      fields.refuseUnasked();
      if (sku != null) {
        if (!seen.add(sku)) {
          fields.fault("sku", "is named twice");
        }
        lines.add(new Line(sku, quantity));
      }
    }
    return lines;
  }

  private static @Nullable Address address(@Nullable Fields fields) {
    if (fields == null) {
      return null;
    }
    var name = fields.text("name", 1, 200);
    var line1 = fields.text("line1", 1, 200);
    var line2 = fields.optionalText("line2", 200);
    var city = fields.text("city", 1, 100);
    var region = fields.optionalText("region", 100);
    var postcode = fields.optionalText("postcode", 20);
    var country = fields.text("country", 2, 2);
    if (!country.isEmpty() && !COUNTRY.matcher(country).matches()) {
      fields.fault("country", "must be two capital letters");
    }
    fields.refuseUnasked();
    return country.length() == 2
        ? new Address(name, line1, line2, city, region, postcode, country)
        : null;
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
