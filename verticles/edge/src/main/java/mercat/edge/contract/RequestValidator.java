package mercat.edge.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.TreeSet;
import mercat.edge.http.BodyReader;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.MediaTypes;
import mercat.edge.http.Problem;

/** Holds the requests of one operation to the contract; what passes is an {@link ApiRequest}. */
public final class RequestValidator implements Handler<RoutingContext> {
  private final ApiOperation operation;

  public RequestValidator(ApiOperation operation) {
    this.operation = operation;
  }

  @Override
  public void handle(RoutingContext ctx) {
    if (!MediaTypes.isAcceptable(
        ctx.request().getHeader(HttpHeaders.ACCEPT), operation.produces())) {
      ctx.fail(
          Problem.of(
              ErrorCode.NOT_ACCEPTABLE, "there is " + String.join(", ", operation.produces())));
      return;
    }
    var mediaType = mediaType(ctx);
    if (!operation.bodies().isEmpty() && !operation.bodies().containsKey(mediaType)) {
      ctx.fail(unsupported());
      return;
    }
    var faults = new Faults();
    var values = new HashMap<String, JsonNode>();
    for (var parameter : operation.parameters()) {
      var value = parameter.read(ctx, faults);
      if (parameter.in().equals("path") && !faults.isEmpty()) {
        ctx.fail(Problem.notFound());
        return;
      }
      values.put(parameter.name(), value);
    }
    var body = body(ctx, mediaType, faults);
    if (faults.isEmpty()) {
      ApiRequest.put(ctx, new ApiRequest(ctx, values, body));
      ctx.next();
    } else {
      ctx.fail(faults.problem());
    }
  }

  private JsonNode body(RoutingContext ctx, String mediaType, Faults faults) {
    var schema = operation.bodies().get(mediaType);
    return schema == null || operation.isStreamed()
        ? MissingNode.getInstance()
        : schema.read(BodyReader.body(ctx), faults);
  }

  /** The body's media type, empty when it is compressed or not in UTF-8. */
  private static String mediaType(RoutingContext ctx) {
    return ctx.request().headers().contains(HttpHeaders.CONTENT_ENCODING)
        ? ""
        : MediaTypes.ofBody(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE));
  }

  private Problem unsupported() {
    var supported = String.join(", ", new TreeSet<>(operation.bodies().keySet()));
    return Problem.of(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send " + supported + ", in UTF-8, not compressed")
        .with("Accept", supported);
  }
}
