package mercat.lab.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import mercat.lab.fuzz.PublishedContract.Operation;
import mercat.lab.load.ServerAddress;
import mercat.lab.shop.ShopClient;
import mercat.lab.shop.ShopClient.PlacedOrder;

/** Makes requests out of the contract: good ones, and ones that are bad in every way it knows. */
final class Requests {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "A-1");

  private static final List<String> MEDIA_TYPES =
      HostileText.list(
          "text/plain | application/jsonp | application/json; charset=utf-16 | application/json;"
              + " | application/json; charset=utf-8 | multipart/form-data; boundary=a"
              + " | application/x-www-form-urlencoded | application/x-ndjson | text/csv | */* | /"
              + " | application/json, text/plain | application/json; a="
              + "x".repeat(2_000));

  /** Parts of a path that mean another one to some. */
  private static final List<String> TRICKS =
      words(
          "%2e%2e/ ../ ./ / // %2f %5c \\ ;a=b %00 % %zz %252e %c0%ae %ff"
              + " %ed%a0%80 %0d%0a ? # + * %20 ~ :80");

  private static final List<String> TOKENS =
      HostileText.list(
          "Bearer |  | Bearer  | bearer x | Bearer x | Basic YWRtaW46YWRtaW4="
              + " | Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ. | Bearer ' or '1'='1"
              + " | Bearer 00000000-0000-0000-0000-000000000000."
              + " | Bearer 00000000-0000-0000-0000-000000000000.x | Digest username=\"admin\""
              + (" | Bearer " + "x".repeat(199))
              + (" | Bearer " + "x".repeat(4_000)));

  private static final List<String> KEYS =
      HostileText.list(
          "a b |  |   | \u00e4 | '-- | LONG | LONGk | LONG".replace("LONG", "k".repeat(255))
              + "k".repeat(45));

  /** Asked for when there is no order yet, and sometimes else. */
  private static final PlacedOrder NOBODYS =
      new PlacedOrder("01890a5d-ac96-774b-bcce-b302099a8057", "", "", 0, "", "nobody's");

  private static final int ORDERS_KEPT = 64;

  private final PublishedContract contract;
  private final ServerAddress address;
  private final String adminToken;
  private final long seed;
  private final List<Operation> draw = new ArrayList<>();
  private final AtomicReferenceArray<PlacedOrder> orders = new AtomicReferenceArray<>(ORDERS_KEPT);

  Requests(PublishedContract contract, ServerAddress address, String adminToken, long seed) {
    this.contract = contract;
    this.address = address;
    this.adminToken = adminToken;
    this.seed = seed;
    for (var operation : contract.operations()) {
      // Orders are what must not break.
      var share = operation.toString().equals("POST /v1/orders") ? 6 : 1;
      for (int i = 0; i < share; i++) {
        draw.add(operation);
      }
    }
  }

  /** An order that was answered, so that later requests may ask about it. */
  void learn(long number, PlacedOrder order) {
    orders.set((int) (number % ORDERS_KEPT), order);
  }

  private PlacedOrder anyOrder(SeededChance chance) {
    var found = orders.get(chance.below(ORDERS_KEPT));
    boolean wantsNobodys = chance.happens(10);
    return found == null || wantsNobodys ? NOBODYS : found;
  }

  FuzzRequest of(long number) {
    var chance = new SeededChance(seed, number);
    var operation = chance.pick(draw);
    var request = good(operation, chance);
    var sort = spoil(request, operation, chance);
    var isProper = !sort.equals("broken HTTP");
    if (isProper) {
      request.set("X-Request-Id", "fuzz-" + number);
    }
    return new FuzzRequest(
        number,
        operation,
        sort,
        isProper ? request.header("Idempotency-Key") : "",
        isProper ? "fuzz-" + number : "",
        request.method,
        isProper ? request.render() : new BrokenHttp(chance).of(request));
  }

  private RawRequest good(Operation operation, SeededChance chance) {
    var values = new Values(contract, chance);
    var order = anyOrder(chance);
    var request = new RawRequest(operation.method(), target(operation, order.id(), values, chance));
    request.add("Host", address.host() + ":" + address.port());
    for (var parameter : operation.parameters()) {
      if (parameter.path("in").asText().equals("header")
          && (parameter.path("required").asBoolean() || chance.happens(20))) {
        request.add(parameter.path("name").asText(), header(parameter, chance));
      }
    }
    request.add("Authorization", "Bearer " + (operation.isForStaff() ? adminToken : order.token()));
    if (!operation.bodies().isEmpty()) {
      var mediaTypes = new ArrayList<>(operation.bodies().properties());
      var mediaType = chance.pick(mediaTypes);
      request.add("Content-Type", mediaType.getKey());
      request.body(body(mediaType.getKey(), mediaType.getValue().path("schema"), values, chance));
    }
    return request;
  }

  private static String body(
      String mediaType, JsonNode schema, Values values, SeededChance chance) {
    return switch (mediaType) {
      case "text/csv" ->
          "sku,name,amount,currency\r\n%s,\"a \"\"thing\"\"\",%d,GBP\r\n"
              .formatted(values.changingSku(), chance.between(0, 1_000));
      case "application/x-ndjson" ->
          values.valid(schema).toString().replaceAll("FUZZ-\\d", values.changingSku()) + "\n";
      default -> values.valid(schema).toString();
    };
  }

  private static String header(JsonNode parameter, SeededChance chance) {
    return switch (parameter.path("name").asText()) {
      case "Idempotency-Key" ->
          chance.happens(95) ? "fuzz-" + chance.between(0, Long.MAX_VALUE) : "fuzz-again";
      case "Deadline-Ms" -> chance.pickOf("10000", "5000", "999999999");
      default -> "\"1\"";
    };
  }

  private String target(Operation operation, String orderId, Values values, SeededChance chance) {
    var path =
        operation
            .template()
            .replace("{id}", orderId)
            .replace(
                "{sku}",
                ShopClient.segment(operation.isForStaff() ? values.changingSku() : values.sku()));
    var query = new StringBuilder();
    for (var parameter : operation.parameters()) {
      if (parameter.path("in").asText().equals("query")
          && !parameter.path("name").asText().equals("cursor")
          && (parameter.path("required").asBoolean() || chance.happens(40))) {
        var value = values.valid(parameter.path("schema"));
        for (var each : value.isArray() ? value : List.of(value)) {
          query.append(query.isEmpty() ? '?' : '&').append(parameter.path("name").asText());
          query.append('=').append(ShopClient.segment(each.asText()));
        }
      }
    }
    return path + query;
  }

  /** Makes the request bad in one way, or leaves it good; says which. */
  private String spoil(RawRequest request, Operation operation, SeededChance chance) {
    boolean hasBody = request.body.length > 0;
    int roll = chance.below(100);
    if (roll < 35) {
      return "as promised";
    }
    if (roll < 60 && hasBody && request.isJson()) {
      request.body(new BrokenJson(chance).inMeaning(request.text()));
      return "wrong values";
    }
    if (roll < 70 && hasBody) {
      request.body = new BrokenJson(chance).inWriting(request.text());
      return "no JSON";
    }
    if (roll < 80) {
      spoilHeaders(request, chance);
      return "headers";
    }
    if (roll < 88) {
      spoilTarget(request, operation, chance);
      return "path and query";
    }
    return "broken HTTP";
  }

  private void spoilHeaders(RawRequest request, SeededChance chance) {
    switch (chance.below(10)) {
      case 0 -> request.remove("Authorization");
      case 1, 2 -> request.set("Authorization", chance.pick(TOKENS));
      case 3 -> request.set("Content-Type", chance.pick(MEDIA_TYPES));
      case 4 -> request.remove(chance.pickOf("Content-Type", "Idempotency-Key"));
      case 5 -> request.set("Idempotency-Key", chance.pick(KEYS));
      case 6 -> request.add("Idempotency-Key", "another");
      case 7 ->
          request.set("Deadline-Ms", chance.pickOf("", "-1", "1.5", "9".repeat(30), "x", "0x10"));
      case 8 -> request.add("Content-Encoding", chance.pickOf("gzip", "identity", "br", ""));
      default -> oddHeader(request, chance);
    }
  }

  private static void oddHeader(RawRequest request, SeededChance chance) {
    var text = visible(chance.pick(HostileText.ALL));
    switch (chance.below(8)) {
      case 0 -> request.add("X-HTTP-Method-Override", "DELETE");
      case 1 -> request.add("X-Original-URL", "/v1/admin/orders");
      case 2 -> request.add("X-Forwarded-For", "127.0.0.1, " + text);
      case 3 -> request.add("Expect", "200-ok");
      case 4 -> request.add("Origin", "null");
      case 5 -> request.add("traceparent", text);
      case 6 -> request.add("If-None-Match", chance.pickOf("*", "\"1\", W/\"2\"", text));
      default -> {
        for (int i = chance.below(120); i > 0; i--) {
          request.add("X-Odd-" + i, text.length() > 60 ? "x" : text);
        }
      }
    }
  }

  private void spoilTarget(RawRequest request, Operation operation, SeededChance chance) {
    var odd = ShopClient.segment(chance.pick(HostileText.ALL));
    switch (chance.below(6)) {
      case 0 -> request.method = chance.pick(METHODS);
      case 1 -> {
        int slash = chance.below(request.target.length());
        request.target =
            request.target.substring(0, slash)
                + chance.pick(TRICKS)
                + request.target.substring(slash);
      }
      case 2 -> {
        var last = request.target.lastIndexOf('/');
        request.target = request.target.substring(0, last + 1) + odd;
      }
      case 3 -> request.target += (request.target.contains("?") ? "&" : "?") + odd + "=" + odd;
      default -> {
        var name =
            operation.parameters().isEmpty()
                ? "limit"
                : chance.pick(operation.parameters()).path("name").asText();
        var value =
            chance.pickOf(odd, odd, odd, "0", "-1", "101", "1e2", "%zz", "%00", "AAAA", "%ff");
        request.target += (request.target.contains("?") ? "&" : "?") + name + "=" + value;
      }
    }
    if (request.target.isEmpty() || request.target.length() > 4_000) {
      request.target = "/";
    }
  }

  private static List<String> words(String text) {
    return List.of(text.split(" ", -1));
  }

  private static String visible(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /**
   * One request, ready to be sent.
   *
   * @param number by which, with the seed, it is made again
   * @param sort what is special about it
   * @param key its Idempotency-Key, empty if none
   * @param id what the answer must give back as X-Request-Id; empty when it is no proper HTTP, and
   *     anything between no answer and several may come
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, sent once, never changed
  record FuzzRequest(
      long number,
      Operation operation,
      String sort,
      String key,
      String id,
      String method,
      byte[] bytes) {
    boolean isProper() {
      return !id.isEmpty();
    }
  }
}
