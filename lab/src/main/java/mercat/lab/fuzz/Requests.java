package mercat.lab.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mercat.lab.fuzz.PublishedContract.Operation;
import mercat.lab.load.ServerAddress;

/** Makes requests out of the contract: good ones, and ones that are bad in every way it knows. */
final class Requests {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "A-1");

  private static final List<String> MEDIA_TYPES =
      List.of(
          "text/plain",
          "application/jsonp",
          "application/json; charset=utf-16",
          "application/json;",
          "application/json; charset=utf-8",
          "multipart/form-data; boundary=a",
          "application/x-www-form-urlencoded",
          "application/x-ndjson",
          "text/csv",
          "*/*",
          "/",
          "application/json, text/plain",
          "application/json; a=" + "x".repeat(2_000));

  /** Parts of a path that mean another one to some. */
  private static final List<String> TRICKS =
      words(
          "%2e%2e/ ../ ./ / // %2f %5c \\ ;a=b %00 % %zz %252e %c0%ae %ff"
              + " %ed%a0%80 %0d%0a ? # + * %20 ~ :80");

  private static final List<String> TOKENS =
      List.of(
          "",
          "Bearer",
          "Bearer ",
          "bearer x",
          "Bearer x",
          "Basic YWRtaW46YWRtaW4=",
          "Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.",
          "Bearer ' or '1'='1",
          "Bearer " + "x".repeat(199),
          "Bearer " + "x".repeat(4_000),
          "Bearer 00000000-0000-0000-0000-000000000000.",
          "Bearer 00000000-0000-0000-0000-000000000000.x",
          "Digest username=\"admin\"");

  private final PublishedContract contract;
  private final ServerAddress address;
  private final String adminToken;
  private final Learned learned;
  private final long seed;
  private final List<Operation> draw = new ArrayList<>();

  Requests(
      PublishedContract contract,
      ServerAddress address,
      String adminToken,
      Learned learned,
      long seed) {
    this.contract = contract;
    this.address = address;
    this.adminToken = adminToken;
    this.learned = learned;
    this.seed = seed;
    for (var operation : contract.operations()) {
      // Orders are what must not break.
      var share = operation.toString().equals("POST /v1/orders") ? 6 : 1;
      for (int i = 0; i < share; i++) {
        draw.add(operation);
      }
    }
  }

  /** The request of this number. */
  Shot shot(long number) {
    var dice = new Dice(seed, number);
    var operation = dice.pick(draw);
    var request = good(operation, dice);
    var id = "fuzz-" + number;
    var sort = spoil(request, operation, dice);
    if (sort.equals("broken HTTP")) {
      return new Shot(
          number, operation, sort, "", "", request.method, new BrokenHttp(dice).of(request));
    }
    request.set("X-Request-Id", id);
    return new Shot(
        number,
        operation,
        sort,
        request.header("Idempotency-Key"),
        id,
        request.method,
        request.render());
  }

  private RawRequest good(Operation operation, Dice dice) {
    var values = new Values(contract, dice);
    var order = learned.any(dice);
    var request = new RawRequest(operation.method(), target(operation, order.id(), values, dice));
    request.add("Host", address.host() + ":" + address.port());
    for (var parameter : operation.parameters()) {
      if (parameter.path("in").asText().equals("header")
          && (parameter.path("required").asBoolean() || dice.chance(20))) {
        request.add(parameter.path("name").asText(), header(parameter, dice));
      }
    }
    if (!operation.role().isEmpty()) {
      request.add("Authorization", "Bearer " + adminToken);
    } else if (operation.node().has("security")) {
      request.add("Authorization", "Bearer " + order.token());
    }
    if (!operation.bodies().isEmpty()) {
      var mediaTypes = new ArrayList<>(operation.bodies().properties());
      var mediaType = dice.pick(mediaTypes);
      request.add("Content-Type", mediaType.getKey());
      request.body(body(mediaType.getKey(), mediaType.getValue().path("schema"), values, dice));
    }
    return request;
  }

  private String body(String mediaType, JsonNode schema, Values values, Dice dice) {
    return switch (mediaType) {
      case "text/csv" ->
          "sku,name,amount,currency\r\n%s,\"a \"\"thing\"\"\",%d,GBP\r\n"
              .formatted(Stage.changingSku(dice), dice.between(0, 1_000));
      case "application/x-ndjson" ->
          values.valid(schema).toString().replaceAll("FUZZ-\\d", Stage.changingSku(dice)) + "\n";
      default -> values.valid(schema).toString();
    };
  }

  private static String header(JsonNode parameter, Dice dice) {
    return switch (parameter.path("name").asText()) {
      case "Idempotency-Key" ->
          dice.chance(95) ? "fuzz-" + dice.between(0, Long.MAX_VALUE) : "fuzz-again";
      case "Deadline-Ms" -> dice.pickOf("10000", "5000", "999999999");
      default -> "\"1\"";
    };
  }

  private String target(Operation operation, String orderId, Values values, Dice dice) {
    var path =
        operation
            .template()
            .replace("{id}", orderId)
            .replace(
                "{sku}",
                encoded(operation.role().isEmpty() ? Stage.sku(dice) : Stage.changingSku(dice)));
    var query = new StringBuilder();
    for (var parameter : operation.parameters()) {
      if (parameter.path("in").asText().equals("query")
          && !parameter.path("name").asText().equals("cursor")
          && (parameter.path("required").asBoolean() || dice.chance(40))) {
        var value = values.valid(parameter.path("schema"));
        for (var each : value.isArray() ? value : List.of(value)) {
          query.append(query.isEmpty() ? '?' : '&').append(parameter.path("name").asText());
          query.append('=').append(encoded(each.asText()));
        }
      }
    }
    return path + query;
  }

  /** Makes the request bad in one way, or leaves it good; says which. */
  private String spoil(RawRequest request, Operation operation, Dice dice) {
    boolean hasBody = request.body.length > 0;
    int roll = dice.below(100);
    if (roll < 35) {
      return "as promised";
    }
    if (roll < 60 && hasBody && request.isJson()) {
      request.body(new Spoiler(dice).inMeaning(request.json()));
      return "wrong values";
    }
    if (roll < 70 && hasBody) {
      request.body = new Spoiler(dice).inWriting(request.text());
      return "no JSON";
    }
    if (roll < 80) {
      spoilHeaders(request, dice);
      return "headers";
    }
    if (roll < 88) {
      spoilTarget(request, operation, dice);
      return "path and query";
    }
    return "broken HTTP";
  }

  private void spoilHeaders(RawRequest request, Dice dice) {
    switch (dice.below(10)) {
      case 0 -> request.remove("Authorization");
      case 1, 2 -> request.set("Authorization", dice.pick(TOKENS));
      case 3 -> request.set("Content-Type", dice.pick(MEDIA_TYPES));
      case 4 -> request.remove(dice.pickOf("Content-Type", "Idempotency-Key"));
      case 5 ->
          request.set(
              "Idempotency-Key",
              dice.pickOf(
                  "",
                  " ",
                  "a b",
                  "k".repeat(255),
                  "k".repeat(256),
                  "k".repeat(300),
                  "\u00e4",
                  "'--"));
      case 6 -> request.add("Idempotency-Key", "another");
      case 7 ->
          request.set("Deadline-Ms", dice.pickOf("", "-1", "1.5", "9".repeat(30), "x", "0x10"));
      case 8 -> request.add("Content-Encoding", dice.pickOf("gzip", "identity", "br", ""));
      default -> oddHeader(request, dice);
    }
  }

  private static void oddHeader(RawRequest request, Dice dice) {
    var text = visible(dice.pick(HostileText.ALL));
    switch (dice.below(8)) {
      case 0 -> request.add("X-HTTP-Method-Override", "DELETE");
      case 1 -> request.add("X-Original-URL", "/v1/admin/orders");
      case 2 -> request.add("X-Forwarded-For", "127.0.0.1, " + text);
      case 3 -> request.add("Expect", "200-ok");
      case 4 -> request.add("Origin", "null");
      case 5 -> request.add("traceparent", text);
      case 6 -> request.add("If-None-Match", dice.pickOf("*", "\"1\", W/\"2\"", text));
      default -> {
        for (int i = dice.below(120); i > 0; i--) {
          request.add("X-Odd-" + i, text.length() > 60 ? "x" : text);
        }
      }
    }
  }

  private void spoilTarget(RawRequest request, Operation operation, Dice dice) {
    var odd = encoded(dice.pick(HostileText.ALL));
    switch (dice.below(6)) {
      case 0 -> request.method = dice.pick(METHODS);
      case 1 -> {
        int slash = dice.below(request.target.length());
        request.target =
            request.target.substring(0, slash)
                + dice.pick(TRICKS)
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
                : dice.pick(operation.parameters()).path("name").asText();
        var value =
            dice.pickOf(odd, odd, odd, "0", "-1", "101", "1e2", "%zz", "%00", "AAAA", "%ff");
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

  /** As a form would, but lone surrogates stay what they are, as nearly as UTF-8 can say it. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
