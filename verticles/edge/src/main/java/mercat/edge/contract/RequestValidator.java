package mercat.edge.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Set;
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
    var faults = new Faults();
    var values = new HashMap<String, JsonNode>();
    for (var parameter : operation.parameters()) {
      var value = parameter.read(ctx, faults);
      if (parameter.in().equals("path") && !faults.isEmpty()) {
        throw Problem.notFound();
      }
      values.put(parameter.name(), value);
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

  /** The media type of a body that the operation can read. */
  private String mediaType(HttpServerRequest request) {
    var contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
    var mediaType = MediaTypes.ofBody(contentType);
    if (operation.bodies().isEmpty()) {
      return mediaType;
    }
    var supported = String.join(", ", new TreeSet<>(operation.bodies().keySet()));
    if (!operation.bodies().containsKey(mediaType)
        || request.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
      throw unsupported("send " + supported + ", not compressed", supported);
    }
    var charsets = operation.charsets().getOrDefault(mediaType, Set.of());
    var charset = MediaTypes.charset(contentType);
    if (!charsets.contains(charset)) {
      throw unsupported(
          "send %s in %s, not in charset \"%s\""
              .formatted(mediaType, String.join(" or ", charsets), charset),
          supported);
    }
    return mediaType;
  }

  private static Problem unsupported(String detail, String accepted) {
    return Problem.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, detail).with("Accept", accepted);
  }
}
