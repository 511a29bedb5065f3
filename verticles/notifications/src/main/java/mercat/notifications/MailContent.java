package mercat.notifications;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mail says, in the words of its language and line by line: what the templates lay out. No
 * text holds a line's end.
 *
 * @param language such as <em>en</em>
 * @param action the link, null for none
 * @param lines of the order, empty when it tells of none
 * @param left how many lines are left out, in words; empty when all are there
 * @param sums below the lines
 */
public record MailContent(
    String language,
    String title,
    List<String> paragraphs,
    @Nullable Action action,
    List<ContentLine> lines,
    String left,
    List<Sum> sums,
    String footer) {
  public MailContent {
    paragraphs = List.copyOf(paragraphs);
    lines = List.copyOf(lines);
    sums = List.copyOf(sums);
  }

  /** A link and what it is for. */
  public record Action(String label, String url) {}

  /** A line of an order. */
  public record ContentLine(String quantity, String name, String sku, String total) {}

  /** A sum below the lines, such as the total. */
  public record Sum(String label, String amount) {}
}
