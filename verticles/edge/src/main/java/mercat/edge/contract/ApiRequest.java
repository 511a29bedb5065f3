package mercat.edge.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import mercat.contracts.OrderId;
import mercat.contracts.Sku;
import mercat.contracts.accounts.ClientCredentials;
import mercat.edge.access.Authentication;
import mercat.edge.access.BasicCredentials;
import mercat.edge.connection.ConnectionLimiter;
import mercat.edge.http.BodyReader;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import mercat.edge.http.RequestTelemetry;
import mercat.edge.json.ApiJson;
import mercat.platform.Actor;
import mercat.platform.Call;
import mercat.platform.Deadline;
import org.jspecify.annotations.Nullable;

/** A request that the contract allows, and the response to it as far as it is known. */
public final class ApiRequest {
  private static final String DEADLINE = "Deadline-Ms";
  private static final long DEADLINE_MS_MIN = 100;

  /** How long anybody waits at most, in milliseconds. */
  public static final long DEADLINE_MS_MAX = 10_000;

  private final RoutingContext ctx;
  private final Map<String, JsonNode> parameters;
  private final JsonNode body;
  private final Call call;

  ApiRequest(RoutingContext ctx, Map<String, JsonNode> parameters, JsonNode body) {
    this(ctx, parameters, body, Deadline.after(patience(parameters)));
  }

  ApiRequest(
      RoutingContext ctx, Map<String, JsonNode> parameters, JsonNode body, Deadline deadline) {
    this.ctx = ctx;
    this.parameters = parameters;
    this.body = body;
    this.call = new Call(deadline, Authentication.actor(ctx), RequestTelemetry.trace(ctx), "edge");
  }

  public HttpServerRequest http() {
    return ctx.request();
  }

  /** The circumstances under which contexts are asked: one deadline, one trace. */
  public Call call() {
    return call;
  }

  /** Whether the client has hung up, or may have: it sends no more. */
  public boolean isAbandoned() {
    return ctx.response().closed() || ConnectionLimiter.isInputOver(http().connection());
  }

  /** A parameter, its default when it is not given, or empty. */
  public String text(String parameter) {
    return parameter(parameter).asText();
  }

  /** The same, null where it would be empty. */
  public @Nullable String given(String parameter) {
    var text = text(parameter);
    return text.isEmpty() ? null : text;
  }

  /** The constant that a parameter names in small letters, null when it is not given. */
  public <E extends Enum<E>> @Nullable E constant(String parameter, Class<E> type) {
    var word = given(parameter);
    return word == null ? null : Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }

  /** A parameter that is a whole number and given, or has a default. */
  public int number(String parameter) {
    return parameter(parameter).intValue();
  }

  /** A parameter that is given once for each value. */
  public List<String> texts(String parameter) {
    var texts = new ArrayList<String>();
    parameter(parameter).forEach(each -> texts.add(each.textValue()));
    return texts;
  }

  public Sku sku() {
    return new Sku(text("sku"));
  }

  /** The SKU after which a page of a list begins, empty for the first. */
  public String afterSku() {
    var after = ListPage.position(text("cursor"));
    if (after.length() > Sku.LENGTH_MAX || after.indexOf('\0') >= 0) {
      throw ListPage.forged();
    }
    return after;
  }

  /** What the path names by its id. */
  public UUID id() {
    return UUID.fromString(text("id"));
  }

  public OrderId orderId() {
    return new OrderId(id());
  }

  /** The order after which a page of a list begins, null for the first. */
  public @Nullable OrderId beforeOrder() {
    var id = beforeId();
    return id == null ? null : new OrderId(id);
  }

  /** The id after which a page of a list begins, null for the first. */
  public @Nullable UUID beforeId() {
    var cursor = text("cursor");
    try {
      return cursor.isEmpty() ? null : OrderId.of(ListPage.position(cursor)).value();
    } catch (IllegalArgumentException malformed) {
      throw ListPage.forged();
    }
  }

  public String idempotencyKey() {
    return text("Idempotency-Key");
  }

  /** The order's token that the Authorization header bears, empty if none. */
  public String orderToken() {
    return Authentication.orderToken(ctx);
  }

  /**
   * The session in which the caller has signed in.
   *
   * @throws Problem when they have not
   */
  public UUID sessionId() {
    var session = Authentication.sessionId(ctx);
    if (session == null) {
      throw Problem.of(ErrorCode.FORBIDDEN, "this needs a session");
    }
    return session;
  }

  /**
   * Whose account something is tried for: the caller's, that which the body names, or the client
   * that the Authorization header does.
   *
   * @param pointer into the body (RFC 6901)
   */
  public String account(String pointer) {
    if (!call.actor().equals(Actor.GUEST)) {
      return call.actor().id();
    }
    var tree = body.isPojo() ? StrictJson.read(rawBody(), new Faults()) : body;
    var named = tree.at(pointer).asText();
    return named.isEmpty()
        ? BasicCredentials.of(http()).map(ClientCredentials::id).orElse("")
        : named;
  }

  /** The body, as a record that has the shape of its schema. */
  public <T> T body(Class<T> type) {
    return ContractSchema.bind(body, type);
  }

  /** The body as it came, empty when there was none. */
  public Buffer rawBody() {
    return BodyReader.body(ctx);
  }

  /** Sets a header of the response. */
  public void header(CharSequence name, CharSequence value) {
    ctx.response().headers().set(name, value);
  }

  /** Says in the response whether an Idempotency-Key had been used before. */
  public ApiRequest replayed(boolean isReplay) {
    if (isReplay) {
      header("Idempotent-Replayed", "true");
    }
    return this;
  }

  public Buffer json(int status, Object value) {
    return content(status, ApiJson.MEDIA_TYPE, ApiJson.write(value));
  }

  /** A page of a list as it was found: see {@link ListPage#of}. */
  public <F> Buffer page(List<F> found, boolean more, Function<F, ?> position) {
    return page(found, more, position, Function.identity());
  }

  public <F, T> Buffer page(
      List<F> found, boolean more, Function<F, ?> position, Function<F, T> shown) {
    return json(200, ListPage.of(found, more, position, shown));
  }

  public Buffer content(int status, CharSequence mediaType, Buffer content) {
    ctx.response().setStatusCode(status);
    header(HttpHeaders.CONTENT_TYPE, mediaType);
    return content;
  }

  /** A response that says that the client's copy is still right. */
  public Buffer unchanged() {
    return empty(304);
  }

  /** A response without a body. */
  public Buffer empty(int status) {
    ctx.response().setStatusCode(status);
    return Buffer.buffer(0);
  }

  public Buffer problem(Problem problem) {
    return problem.writeTo(ctx.response());
  }

  public Buffer problem(ErrorCode code, String detail) {
    return problem(Problem.of(code, detail));
  }

  public Buffer notFound() {
    return problem(Problem.notFound());
  }

  /** The state of what is asked for does not allow it. */
  public Buffer conflict(String detail) {
    return problem(ErrorCode.CONFLICT, detail);
  }

  private JsonNode parameter(String name) {
    return parameters.getOrDefault(name, MissingNode.getInstance());
  }

  private static Duration patience(Map<String, JsonNode> parameters) {
    long millis =
        parameters.getOrDefault(DEADLINE, MissingNode.getInstance()).asLong(DEADLINE_MS_MAX);
    return Duration.ofMillis(Math.clamp(millis, DEADLINE_MS_MIN, DEADLINE_MS_MAX));
  }
}
