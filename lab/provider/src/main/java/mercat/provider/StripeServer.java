package mercat.provider;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Stands in for Stripe's HTTP API: payment intents, refunds, search by metadata, idempotency keys,
 * hooks; with a book of its own. That it is like Stripe, the official client checks. Told to, it
 * fails in the ways in which a provider does. What it answers and tells is in its journal before,
 * where it has one.
 *
 * <p>Payment methods: {@code pm_card_visa} is approved; {@code pm_card_chargeDeclined}, {@code
 * pm_card_chargeDeclinedInsufficientFunds} and {@code pm_card_authenticationRequired} are not.
 */
public final class StripeServer implements AutoCloseable {
  public static final String KEY = "sk_test_of_a_shop_that_does_not_exist";

  private static final String INTENTS = "/v1/payment_intents";
  private static final int HUGE = 4 << 20;
  private static final int HEARD_MAX = 10_000;

  private final Vertx vertx = Vertx.vertx();
  private final StripeBook book = new StripeBook();
  private final SavedAnswers answers = new SavedAnswers();
  private final Queue<Heard> heard = new ArrayDeque<>();
  private final HookSender hooks = new HookSender(vertx, this::conduct, this::noteTaken);
  private final ProviderJournal journal;
  private final HttpServer server;
  private volatile Conduct conduct;
  private volatile Function<Heard, StripeFault> faults = this::byConduct;
  private volatile boolean isSearchBehind;

  /**
   * A request that came.
   *
   * @param call what it wants: {@code create}, {@code retrieve}, {@code confirm}, {@code capture},
   *     {@code cancel}, {@code search}, {@code refund} or {@code refunds}
   * @param order whose intent it is about; empty where that is nobody's or not said
   * @param idempotencyKey empty where it bore none
   * @param version that it asked for; empty where it asked for none
   */
  public record Heard(
      String call,
      String path,
      String order,
      Map<String, String> form,
      Map<String, String> query,
      String idempotencyKey,
      String version) {}

  /** One that forgets everything at its end, on a free port. */
  public StripeServer() {
    this.conduct = Conduct.well(List.of());
    this.journal = ProviderJournal.NONE;
    try {
      this.server = LoopbackHttp.listen(vertx, 0, this::take);
    } catch (IOException noPort) {
      throw new IllegalStateException(noPort);
    }
    hooks.start();
  }

  /**
   * One whose book is a file, and outlives it.
   *
   * @param port 0 for any
   * @param conduct how it behaves at first
   * @param said is told of what a death has left in the file
   * @param broken is told when the file takes no more; nothing is answered from then on
   * @throws IOException when the port is taken, or the file cannot be used
   */
  public StripeServer(
      int port, Path journal, Conduct conduct, Consumer<String> said, Consumer<IOException> broken)
      throws IOException {
    this.conduct = conduct;
    try {
      this.journal = JournalFile.open(journal, this::restore, said, broken);
      this.server = LoopbackHttp.listen(vertx, port, this::take);
    } catch (IOException | RuntimeException failure) {
      var unused = vertx.close();
      throw failure;
    }
    hooks.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** Decides how each request fails. */
  public void fail(Function<Heard, StripeFault> how) {
    faults = how;
  }

  /** Answers as it should, or as its conduct has it, from now on. */
  public void heal() {
    faults = this::byConduct;
  }

  private StripeFault byConduct(Heard asked) {
    return conduct.next(ThreadLocalRandom.current());
  }

  Conduct conduct() {
    return conduct;
  }

  /** Behaves so from now on. */
  void conduct(Conduct next) {
    conduct = next;
  }

  /** Whether a search finds nothing, as it may for a while with what is new. */
  public void setSearchBehind(boolean isBehind) {
    isSearchBehind = isBehind;
  }

  /** What came, the newest {@value #HEARD_MAX} of it. */
  public List<Heard> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  /** The intents of an order that were ever confirmed, such as {@code requires_capture 500 gbp}. */
  public List<String> charges(UUID order) {
    return book.charges(order.toString());
  }

  /** How it stands. */
  JsonObject toJson() {
    return new JsonObject()
        .put("objects", book.objects())
        .put("hooks", hooks.toJson())
        .put("conduct", conduct.toJson());
  }

  private void restore(JsonObject entry) {
    entry
        .getJsonArray("objects", new JsonArray())
        .forEach(object -> book.restore((JsonObject) object));
    var answer = entry.getJsonObject("answer");
    if (answer != null) {
      answers.restore(answer);
    }
    hooks.restore(entry);
  }

  private void noteTaken(String hook) {
    if (journal.hasRoom()) {
      journal.append(new JsonObject().put("delivered", hook), () -> {});
    }
  }

  private void take(HttpServerRequest request, String body) {
    var asked = StripeRequests.read(request, body, book);
    synchronized (heard) {
      heard.add(asked);
      if (heard.size() > HEARD_MAX) {
        heard.remove();
      }
    }
    if (!StripeRequests.header(request, "Authorization").equals("Bearer " + KEY)) {
      StripeRequests.respond(request, StripeReply.refused(401, "api_key_invalid"));
    } else if (journal.hasRoom()) {
      act(request, asked);
    } else {
      StripeRequests.respond(request, StripeReply.refused(429, "rate_limit"));
    }
  }

  /** Does what is asked, keeps it, and only then lets anybody know. */
  private synchronized void act(HttpServerRequest request, Heard asked) {
    var context = vertx.getOrCreateContext();
    var ending = done(asked, faults.apply(asked));
    var entry = new JsonObject();
    var changes = book.takeChanges();
    var news = hooks.hooksOf(changes);
    if (!changes.isEmpty()) {
      entry.put("objects", new JsonArray(changes));
    }
    answers.takeNewest().ifPresent(answer -> entry.put("answer", answer));
    if (!news.isEmpty()) {
      entry.put("hooks", news);
    }
    journal.append(
        entry,
        () ->
            context.runOnContext(kept -> {
              hooks.send(news);
              ending.accept(request);
            }));
  }

  /** What is done, and how the request ends. */
  private Consumer<HttpServerRequest> done(Heard asked, StripeFault fault) {
    return switch (fault) {
      case NONE -> reply(done(asked));
      case LOST -> StripeRequests::close;
      case SILENT -> afterwards(asked, request -> {});
      case RESET -> afterwards(asked, StripeRequests::close);
      case FAILED -> reply(answers.once(asked, StripeServer::failed));
      case FAILED_AFTERWARDS -> {
        var unused = done(asked);
        answers.replace(asked.idempotencyKey(), failed());
        yield reply(failed());
      }
      case GATEWAY -> page(502, "<h1>Bad Gateway</h1>");
      case TOO_MANY -> reply(StripeReply.refused(429, "rate_limit"));
      case PAUSE ->
          request -> {
            request.response().putHeader("Retry-After", "60");
            StripeRequests.respond(request, StripeReply.refused(429, "rate_limit"));
          };
      case LOCKED -> reply(StripeReply.refused(409, "lock_timeout"));
      case UNAUTHORIZED -> reply(StripeReply.refused(401, "api_key_expired"));
      case GARBAGE -> afterwards(asked, page(200, "<h1>It works!</h1>"));
      case HUGE -> afterwards(asked, page(200, "{\"object\":\"" + "x".repeat(HUGE) + "\"}"));
      case OTHER_AMOUNT, OTHER_CURRENCY, OTHER_ID, OTHER_ORDER, FRACTION ->
          reply(done(asked).falsified(fault));
      case EMPTY_PAGE -> reply(StripeReply.list(asked.path(), List.of(), true));
    };
  }

  /** Does what is asked, and ends the request in another way than by its answer. */
  private Consumer<HttpServerRequest> afterwards(Heard asked, Consumer<HttpServerRequest> ending) {
    var unused = done(asked);
    return ending;
  }

  private StripeReply done(Heard asked) {
    return answers.once(asked, () -> route(asked));
  }

  private StripeReply route(Heard asked) {
    var parts = asked.path().split("/", -1);
    var id = parts.length > 3 ? parts[3] : "";
    return switch (asked.call()) {
      case "create" -> book.create(asked.form());
      case "retrieve" -> book.retrieve(id);
      case "confirm" -> book.confirm(id, asked.form());
      case "capture" -> book.capture(id, asked.form());
      case "cancel" -> book.cancel(id);
      case "search" ->
          isSearchBehind
              ? StripeReply.list(INTENTS + "/search", List.of(), false)
              : book.search(asked.query());
      case "refund" -> book.refund(asked.form());
      case "refunds" -> book.refunds(asked.query());
      default -> StripeReply.refused(404, "unknown_url");
    };
  }

  private static StripeReply failed() {
    return StripeReply.error(500, "api_error", "api_error", null);
  }

  private static Consumer<HttpServerRequest> reply(StripeReply reply) {
    return request -> StripeRequests.respond(request, reply);
  }

  private static Consumer<HttpServerRequest> page(int status, String text) {
    return request -> {
      var unused = request.response().setStatusCode(status).end(text);
    };
  }

  @Override
  public void close() {
    LoopbackHttp.get(vertx.close());
    journal.close();
  }
}
