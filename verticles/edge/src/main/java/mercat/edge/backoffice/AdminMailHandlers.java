package mercat.edge.backoffice;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.UUID;
import mercat.contracts.notifications.ListMails;
import mercat.contracts.notifications.Mail;
import mercat.contracts.notifications.MailState;
import mercat.contracts.notifications.MailText;
import mercat.contracts.notifications.ReadMail;
import mercat.contracts.notifications.RetryMail;
import mercat.edge.contract.ApiRequest;
import mercat.edge.contract.OperationHandler;
import mercat.edge.json.ApiJson;
import mercat.platform.bus.Bus;
import org.jspecify.annotations.Nullable;

/** Mails: which there are, what they say, and another attempt. */
public record AdminMailHandlers(Bus bus) {
  /** What it says is null where nobody is left to write to. */
  private record MailWithText(@JsonUnwrapped Mail mail, @Nullable MailText content) {}

  /** What answers each operation, by operationId. */
  public Map<String, OperationHandler> operations() {
    return Map.of("listMails", this::list, "readMail", this::read, "retryMail", this::retry);
  }

  private Future<Buffer> list(ApiRequest request) {
    var subject = request.given("subjectId");
    var question =
        new ListMails(
            request.constant("state", MailState.class),
            subject == null ? null : UUID.fromString(subject),
            request.beforeId(),
            request.number("limit"));
    return bus.ask(question, request.call())
        .map(listed -> request.page(listed.mails(), listed.more(), Mail::id));
  }

  private Future<Buffer> read(ApiRequest request) {
    return bus.ask(new ReadMail(request.id()), request.call())
        .map(reply ->
            switch (reply) {
              case ReadMail.Reply.Found(var mail, var text) ->
                  request.json(200, new MailWithText(mail, text));
              case ReadMail.Reply.Unknown unknown -> request.notFound();
            });
  }

  private Future<Buffer> retry(ApiRequest request) {
    return bus.ask(new RetryMail(request.id()), request.call())
        .map(reply ->
            switch (reply) {
              case RetryMail.Reply.Waiting(var mail) -> request.json(202, mail);
              case RetryMail.Reply.Over(var mail) ->
                  request.conflict("the mail is " + ApiJson.word(mail.state()));
              case RetryMail.Reply.NoServer none ->
                  request.conflict("no mail server is configured");
              case RetryMail.Reply.Unknown unknown -> request.notFound();
            });
  }
}
