package mercat.edge.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.POJONode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import mercat.edge.http.BodyReader;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.MediaTypes;
import mercat.edge.http.Problem;
import mercat.edge.json.ApiJson;
import mercat.platform.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Holds the requests of one operation to the contract.
 *
 * @param direct reads the bodies that need no look at the schema, null when all need one
 */
public record RequestValidator(ApiOperation operation, @Nullable DirectReader<?> direct) {
  /** Looks at the schema for every body. */
  public RequestValidator(ApiOperation operation) {
    this(operation, null);
  }

  /**
   * The request, if the contract allows it.
   *
   * @throws Problem otherwise
   */
  public ApiRequest allowed(RoutingContext ctx) {
    var accept = ctx.request().getHeader(HttpHeaders.ACCEPT);
    if (!MediaTypes.isAcceptable(accept, operation.produces())) {
      throw Problem.of(
          ErrorCode.NOT_ACCEPTABLE, "there is " + String.join(", ", operation.produces()));
    }
    var mediaType = mediaType(ctx.request());
    var faults = new Faults();
    var values = values(parameter -> parameter.read(ctx, faults), faults);
    if (ctx.request().query() != null && !operation.hasOpenQuery()) {
      ctx.queryParams().names().stream()
          .filter(name -> !isKnownInQuery(name))
          .forEach(name -> faults.add("query:" + name, "is not known"));
    }
    var schema = operation.bodies().get(mediaType);
    var body =
        schema == null || operation.isStreamed() || operation.isRaw()
            ? MissingNode.getInstance()
            : mediaType.equals(FormBody.MEDIA_TYPE)
                ? form(schema, ctx, faults)
                : json(schema, ctx, faults);
    if (!faults.isEmpty()) {
      throw faults.problem();
    }
    return new ApiRequest(ctx, values, body);
  }

  /**
   * The request that a remote call makes, if the contract allows it.
   *
   * @param given the parameters that it gives, by name
   * @param body missing when it gives none
   * @param deadline of the call
   * @throws Problem otherwise
   */
  public ApiRequest allowed(
      RoutingContext ctx, Map<String, String> given, JsonNode body, Deadline deadline) {
    var faults = new Faults();
    var values =
        values(
            parameter -> {
              var text = given.get(parameter.name());
              return parameter.read(text == null ? List.of() : List.of(text), faults);
            },
            faults);
    var schema = operation.bodies().get(ApiJson.MEDIA_TYPE);
    if (schema != null && body.isMissingNode()) {
      faults.add("", "is required");
    } else if (schema != null) {
      StrictJson.checkTexts(body, "", faults);
      schema.check(body, faults);
    }
    if (!faults.isEmpty()) {
      throw faults.problem();
    }
    return new ApiRequest(ctx, values, body, deadline);
  }

  /** What each parameter is read as. A path that cannot be one names nothing. */
  private Map<String, JsonNode> values(Function<ApiParameter, JsonNode> read, Faults faults) {
    var values = new HashMap<String, JsonNode>();
    for (var parameter : operation.parameters()) {
      values.put(parameter.name(), read.apply(parameter));
      if (parameter.in().equals("path") && !faults.isEmpty()) {
        throw Problem.notFound();
      }
    }
    return values;
  }

  private JsonNode json(ContractSchema schema, RoutingContext ctx, Faults faults) {
    var body = BodyReader.body(ctx);
    var read = direct == null ? null : direct.read(body);
    return read == null ? schema.read(body, faults) : new POJONode(read);
  }

  private static JsonNode form(ContractSchema schema, RoutingContext ctx, Faults faults) {
    var form = FormBody.read(BodyReader.body(ctx), faults);
    schema.check(form, faults);
    return form;
  }

  private boolean isKnownInQuery(String name) {
    return operation.parameters().stream()
        .anyMatch(known -> known.in().equals("query") && known.name().equals(name));
  }

  /** The media type of a body that the operation can read. */
  private String mediaType(HttpServerRequest request) {
    var contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
    var mediaType = MediaTypes.ofBody(contentType);
    var charsets = operation.charsets().get(mediaType);
    if (operation.bodies().isEmpty()) {
      return mediaType;
    }
    if (charsets == null || request.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
      throw unsupported("send %s, not compressed");
    }
    var charset = MediaTypes.charset(contentType);
    if (!charsets.contains(charset)) {
      throw unsupported(
          "send %s in " + String.join(" or ", charsets) + ", not in charset \"" + charset + "\"");
    }
    return mediaType;
  }

  private Problem unsupported(String detail) {
    var supported = String.join(", ", new TreeSet<>(operation.bodies().keySet()));
    return Problem.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, detail.replace("%s", supported))
        .with("Accept", supported);
  }
}
