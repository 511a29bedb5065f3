package mercat.edge.contract;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mercat.edge.access.AccessRule;
import mercat.edge.json.ApiJson;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the contract.
 *
 * @param id binds it to its handler
 * @param path a template; a part in braces stands for any one segment
 * @param access who may use it
 * @param bodyMax bytes that its body may have
 * @param attempt what is counted for each address and account when it is asked for, null for
 *     nothing
 * @param hasOpenQuery whether further parameters in its query are passed over
 * @param isRaw whether its body is read whole and handed on as it came, whatever it holds
 * @param isShed whether it is refused first when a node takes on no more orders
 * @param bodies the schema of its body by media type; empty when it takes none
 * @param charsets in which a body may be written, by media type
 * @param produces the media types of what it answers
 */
public record ApiOperation(
    String id,
    HttpMethod method,
    String path,
    AccessRule access,
    int bodyMax,
    @Nullable Attempt attempt,
    boolean hasOpenQuery,
    boolean isRaw,
    boolean isShed,
    List<ApiParameter> parameters,
    Map<String, ContractSchema> bodies,
    Map<String, Set<String>> charsets,
    Set<String> produces) {
  /**
   * Something that may not be tried too often.
   *
   * @param what it is: attempts of one kind are counted together, whatever the operation
   * @param account where the body names the account it is tried for (RFC 6901); empty when it names
   *     none
   */
  public record Attempt(String what, String account) {}

  /** What its parameters are called. */
  public List<String> parameterNames() {
    return parameters.stream().map(ApiParameter::name).toList();
  }

  /** Whether the handler reads the body as it comes: anything but one JSON value or a form. */
  public boolean isStreamed() {
    return !bodies.isEmpty()
        && !bodies.containsKey(ApiJson.MEDIA_TYPE)
        && !bodies.containsKey(FormBody.MEDIA_TYPE);
  }
}
