package mercat.edge.http;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Media types as headers name them (RFC 9110, 8.3.1 and 12.5.1). Read by hand: linear in time. */
public final class MediaTypes {
  public static final String UTF_8 = "utf-8";

  private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

  private MediaTypes() {}

  /** The media type of a body, in small letters; empty when there is none. */
  public static String ofBody(@Nullable String contentType) {
    return contentType == null ? "" : type(contentType);
  }

  /** The character set of a body, in small letters; UTF-8 when it is not named, empty when many. */
  public static String charset(@Nullable String contentType) {
    @Nullable String charset = null;
    for (var parameter : parameters(contentType == null ? "" : contentType)) {
      int equals = parameter.indexOf('=');
      var name = equals < 0 ? parameter : parameter.substring(0, equals);
      if (name.strip().equalsIgnoreCase("charset")) {
        var named = unquoted(parameter.substring(equals + 1)).toLowerCase(Locale.ROOT);
        if (charset != null && !charset.equals(named)) {
          return "";
        }
        charset = named;
      }
    }
    return charset == null ? UTF_8 : charset;
  }

  /** Whether a header Accept allows any of these media types; all are, when it is absent. */
  public static boolean isAcceptable(@Nullable String accept, Collection<String> mediaTypes) {
    return accept == null || accept.equals("*/*") || !preferred(accept, mediaTypes).isEmpty();
  }

  /** The one of these media types that a header Accept prefers, empty when it allows none. */
  public static String preferred(@Nullable String accept, Collection<String> mediaTypes) {
    var best = "";
    double bestQuality = 0;
    for (var mediaType : mediaTypes) {
      double quality = quality(accept == null ? "*/*" : accept, mediaType);
      if (quality > bestQuality) {
        best = mediaType;
        bestQuality = quality;
      }
    }
    return best;
  }

  /** As the most specific range says that fits. */
  private static double quality(String accept, String mediaType) {
    var fitting = List.of("*/*", mediaType.substring(0, mediaType.indexOf('/')) + "/*", mediaType);
    double quality = 0;
    int specific = -1;
    for (var range : accept.split(",", -1)) {
      int fits = fitting.indexOf(type(range));
      if (fits > specific) {
        specific = fits;
        quality = weight(range);
      }
    }
    return quality;
  }

  private static double weight(String range) {
    for (var parameter : parameters(range)) {
      var text = parameter.strip();
      if (text.regionMatches(true, 0, "q=", 0, 2)) {
        var weight = text.substring(2).strip();
        return WEIGHT.matcher(weight).matches() ? Double.parseDouble(weight) : 0;
      }
    }
    return 1;
  }

  private static String type(String header) {
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static String[] parameters(String header) {
    int start = header.indexOf(';');
    return start < 0 ? new String[0] : header.substring(start + 1).split(";", -1);
  }

  private static String unquoted(String value) {
    var text = value.strip();
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }
}
