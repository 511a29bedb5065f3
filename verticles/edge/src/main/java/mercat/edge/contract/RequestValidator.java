package mercat.edge.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.TreeSet;
import mercat.edge.http.BodyReader;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.MediaTypes;
import mercat.edge.http.Problem;

/** Holds the requests of one operation to the contract. */
public record RequestValidator(ApiOperation operation) {
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
    if (!operation.bodies().isEmpty() && !operation.bodies().containsKey(mediaType)) {
      throw unsupported();
    }
    var faults = new Faults();
    var values = new HashMap<String, JsonNode>();
    for (var parameter : operation.parameters()) {
      var value = parameter.read(ctx, faults);
      if (parameter.in().equals("path") && !faults.isEmpty()) {
        throw Problem.notFound();
      }
      values.put(parameter.name(), value);
    }
    if (ctx.request().query() != null) {
      ctx.queryParams().names().stream()
          .filter(name -> !isKnownInQuery(name))
          .forEach(name -> faults.add("query:" + name, "is not known"));
    }
    var schema = operation.bodies().get(mediaType);
    var body =
        schema == null || operation.isStreamed()
            ? MissingNode.getInstance()
            : schema.read(BodyReader.body(ctx), faults);
    if (!faults.isEmpty()) {
      throw faults.problem();
    }
    return new ApiRequest(ctx, values, body);
  }

  private boolean isKnownInQuery(String name) {
    return operation.parameters().stream()
        .anyMatch(known -> known.in().equals("query") && known.name().equals(name));
  }

  /** The body's media type, empty when it is compressed or not in UTF-8. */
  private static String mediaType(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.CONTENT_ENCODING)
        ? ""
        : MediaTypes.ofBody(request.getHeader(HttpHeaders.CONTENT_TYPE));
  }

  private Problem unsupported() {
    var supported = String.join(", ", new TreeSet<>(operation.bodies().keySet()));
    return Problem.of(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send " + supported + ", in UTF-8, not compressed")
        .with("Accept", supported);
  }
}
