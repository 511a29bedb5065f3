package mercat.notifications;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;

/** Lays mails out: templates that the build has compiled, of which that for HTML escapes. */
final class MailTemplates {
  private static final String PACKAGE = "mercat.notifications.templates.";
  private static final String MAIL = "mail.jte";

  private final TemplateEngine html = engine(ContentType.Html, "html");
  private final TemplateEngine text = engine(ContentType.Plain, "text");

  String html(MailContent content) {
    return laidOut(html, content);
  }

  String text(MailContent content) {
    return laidOut(text, content);
  }

  private static TemplateEngine engine(ContentType type, String part) {
    return TemplateEngine.createPrecompiled(
        null, type, MailTemplates.class.getClassLoader(), PACKAGE + part);
  }

  private static String laidOut(TemplateEngine engine, MailContent content) {
    var output = new StringOutput();
    engine.render(MAIL, content, output);
    return output.toString();
  }
}
