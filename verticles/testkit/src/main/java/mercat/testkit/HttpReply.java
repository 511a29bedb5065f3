package mercat.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import mercat.platform.bus.Json;

/** What came back over HTTP, and what it must be. */
public record HttpReply(int status, HttpHeaders headers, String text) {
  public static HttpReply of(HttpResponse<String> response) {
    return new HttpReply(response.statusCode(), response.headers(), response.body());
  }

  /** The same, which must have this status. */
  @CanIgnoreReturnValue
  public HttpReply is(int expected) {
    assertThat(status).as(text).isEqualTo(expected);
    return this;
  }

  /** The same, which must be a problem of this status and code. */
  @CanIgnoreReturnValue
  public HttpReply is(int expected, String code) {
    assertThat(code()).isEqualTo(code);
    return is(expected).has("Content-Type", "application/problem+json");
  }

  /** The same, which must name these faults of the request and no others. */
  @CanIgnoreReturnValue
  public HttpReply names(String... pointers) {
    assertThat(json().path("errors").findValuesAsText("pointer")).containsExactly(pointers);
    return is(400, "invalid_request");
  }

  /** The same, which must have this header; empty for none. */
  @CanIgnoreReturnValue
  public HttpReply has(String header, String value) {
    assertThat(header(header)).as(header).isEqualTo(value);
    return this;
  }

  /** The same, in which these texts must stand. */
  @CanIgnoreReturnValue
  public HttpReply says(String... texts) {
    assertThat(text).contains(texts);
    return this;
  }

  /** What stands at a JSON pointer, as text. */
  public String at(String pointer) {
    return json().at(pointer).asText();
  }

  public JsonNode json() {
    try {
      return Json.mapper().readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(text, notJson);
    }
  }

  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  public String code() {
    return at("/code");
  }
}
