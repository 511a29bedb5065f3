package mercat.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.NetSocket;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mercat.platform.BoundedHttp.Response;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BoundedHttpTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @AutoClose private final Vertx vertx = Vertx.vertx();

  private final CountDownLatch answered = new CountDownLatch(1);

  @Test
  void losesNoResponseThatIsOverWhenTheCallerGetsOn() {
    var server =
        Await.await(
            vertx
                .createHttpServer()
                .requestHandler(request ->
                    request.response().end("all of it").onSuccess(sent -> answered.countDown()))
                .listen(0, "127.0.0.1"));
    var request = new RequestOptions().setHost("127.0.0.1").setPort(server.actualPort());
    var http = new BoundedHttp(heldUpOnceAsked(vertx.createHttpClient()), PATIENCE);
    assertThat(Await.await(http.send(request, Buffer.buffer())))
        .isEqualTo(new Response(200, "", Buffer.buffer("all of it"), true));
  }

  /** Announcements without end, at the speed of the wire, kept a processor for all the patience. */
  @Test
  void listensToNoMoreAnnouncementsThanFew() {
    var server =
        Await.await(
            vertx
                .createNetServer()
                .connectHandler(socket -> {
                  socket.exceptionHandler(gone -> {});
                  socket.handler(request -> announce(socket, 0));
                })
                .listen(0, "127.0.0.1"));
    var request = new RequestOptions().setHost("127.0.0.1").setPort(server.actualPort());
    var http = new BoundedHttp(vertx.createHttpClient(), PATIENCE);
    assertThatThrownBy(() -> Await.await(http.send(request, Buffer.buffer())))
        .isInstanceOf(StreamResetException.class);
  }

  /** One response after another that says that there will be one. */
  private void announce(NetSocket socket, int count) {
    var status = count % 2 == 0 ? "103 Early Hints" : "100 Continue";
    socket
        .write("HTTP/1.1 " + status + "\r\n\r\n")
        .onSuccess(written -> vertx.runOnContext(next -> announce(socket, count + 1)));
  }

  /** A client whose caller gets no processor between its first step and the next. */
  private HttpClientAgent heldUpOnceAsked(HttpClientAgent client) {
    return proxy(
        HttpClientAgent.class,
        (proxy, method, arguments) ->
            proxy(
                Future.class,
                (future, step, functions) -> {
                  var next = step.invoke(method.invoke(client, arguments), functions);
                  assertThat(answered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
                  TimeUnit.MILLISECONDS.sleep(200);
                  return next;
                }));
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
