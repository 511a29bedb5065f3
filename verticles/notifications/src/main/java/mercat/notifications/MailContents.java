package mercat.notifications;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import mercat.contracts.Money;
import mercat.contracts.accounts.ReadRecipient;
import mercat.contracts.notifications.MailKind;
import mercat.contracts.notifications.WebhookEndpoint;
import mercat.contracts.orders.Order;
import mercat.contracts.orders.OrderLine;
import mercat.contracts.orders.OrderTotals;
import mercat.contracts.orders.ReadOrder;
import mercat.notifications.MailContent.Action;
import mercat.notifications.MailContent.ContentLine;
import mercat.notifications.MailContent.Sum;
import mercat.platform.EnumText;
import org.jspecify.annotations.Nullable;

/** Finds the words of a mail: the shop's own, around what it is about. */
final class MailContents {
  /** Lines of an order that a mail shows. */
  private static final int LINES_MAX = 100;

  private static final String TOKEN = "{token}";

  private final Wording wording;
  private final String shop;
  private final String verifyLink;
  private final String resetLink;

  MailContents(NotificationsConfig config) {
    this.wording = new Wording(config.language());
    this.shop = config.shopName();
    this.verifyLink = config.verifyLink();
    this.resetLink = config.resetLink();
  }

  /**
   * A mail to whoever has an account. The name is theirs only once the address is: before, a
   * stranger may have chosen it, so that the shop would send what the stranger wrote.
   *
   * @param token of the link, null for none
   */
  MailContent ofAccount(
      MailKind kind, ReadRecipient.Reply.Found recipient, @Nullable String token) {
    var key = EnumText.of(kind);
    var paragraphs = new ArrayList<String>();
    if (recipient.emailVerified() && !OneLine.of(recipient.name()).isEmpty()) {
      paragraphs.add(wording.text("greeting", recipient.name()));
    }
    paragraphs.add(wording.text(key + ".text", shop));
    if (token != null) {
      addIfThere(paragraphs, key + ".verify");
      addIfThere(paragraphs, key + ".link");
    }
    paragraphs.add(wording.text(key + ".stranger", shop));
    var link = kind == MailKind.WELCOME ? verifyLink : resetLink;
    var action =
        token == null
            ? null
            : new Action(wording.text(key + ".action"), link.replace(TOKEN, token));
    return content(
        wording.text(key + ".subject", shop), paragraphs, action, List.of(), "", List.of());
  }

  private void addIfThere(List<String> paragraphs, String key) {
    if (wording.has(key)) {
      paragraphs.add(wording.text(key, shop));
    }
  }

  /**
   * A mail to whoever has placed an order.
   *
   * @param refunded null unless it tells of a refund
   */
  MailContent ofOrder(MailKind kind, ReadOrder.Reply.Found found, @Nullable Money refunded) {
    var key = EnumText.of(kind);
    var order = found.order();
    var amount = refunded == null ? "" : wording.money(refunded);
    var paragraphs = new ArrayList<String>();
    paragraphs.add(wording.text(key + ".text", shop, order.number(), amount));
    if (kind == MailKind.ORDER_REJECTED) {
      addIfThere(paragraphs, key + "." + found.reason());
    }
    return content(
        wording.text(key + ".subject", shop, order.number()),
        paragraphs,
        null,
        order.lines().stream().limit(LINES_MAX).map(this::line).toList(),
        left(order),
        sums(order.totals()));
  }

  /** A mail to the staff about an endpoint of webhooks that is switched off. */
  MailContent ofWebhook(WebhookEndpoint endpoint) {
    var key = EnumText.of(MailKind.WEBHOOK_SWITCHED_OFF);
    var host = URI.create(endpoint.url()).getHost();
    var paragraphs = new ArrayList<String>();
    paragraphs.add(wording.text(key + ".text", shop, host, endpoint.id().toString()));
    addIfThere(paragraphs, key + "." + endpoint.offReason());
    paragraphs.add(wording.text(key + ".again"));
    return content(
        wording.text(key + ".subject", shop, host), paragraphs, null, List.of(), "", List.of());
  }

  private ContentLine line(OrderLine line) {
    return new ContentLine(
        wording.number(line.quantity()),
        OneLine.of(line.name()),
        OneLine.of(line.sku().value()),
        wording.money(line.total()));
  }

  private String left(Order order) {
    int left = order.lines().size() - LINES_MAX;
    return left > 0 ? wording.text("lines.left", wording.number(left)) : "";
  }

  /** What is nothing is not shown, the total always. */
  private List<Sum> sums(OrderTotals totals) {
    var sums = new ArrayList<Sum>();
    boolean isMore = !totals.subtotal().equals(totals.total());
    addSum(sums, isMore, "sum.subtotal", totals.subtotal());
    addSum(
        sums,
        totals.discount().amount() != 0,
        "sum.discount",
        new Money(-totals.discount().amount(), totals.discount().currency()));
    addSum(sums, totals.shipping().amount() != 0, "sum.shipping", totals.shipping());
    addSum(sums, totals.tax().amount() != 0, "sum.tax", totals.tax());
    addSum(sums, true, "sum.total", totals.total());
    return sums;
  }

  private void addSum(List<Sum> sums, boolean isShown, String key, Money amount) {
    if (isShown) {
      sums.add(new Sum(wording.text(key), wording.money(amount)));
    }
  }

  private MailContent content(
      String title,
      List<String> paragraphs,
      @Nullable Action action,
      List<ContentLine> lines,
      String left,
      List<Sum> sums) {
    return new MailContent(
        wording.language(),
        title,
        paragraphs,
        action,
        lines,
        left,
        sums,
        wording.text("footer", shop));
  }
}
