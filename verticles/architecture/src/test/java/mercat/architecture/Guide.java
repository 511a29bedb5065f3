package mercat.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of code in a page for people. The line before a block says what it is: {@code From
 * `FILE`:} a part of a file, {@code New file `FILE`:} a whole one, {@code In `FILE`, after `LINE`:}
 * lines to be added.
 */
record Guide(List<Block> blocks) {
  private static final Pattern BLOCK =
      Pattern.compile(
          "^(From|New file|In) `([^`]+)`(?:, after `([^`]+)`)?:\n\n```\\w+\n(.*?)^```$",
          Pattern.MULTILINE | Pattern.DOTALL);

  record Block(String kind, String file, String after, String code) {}

  static Guide of(String page) {
    var blocks = new ArrayList<Block>();
    var found = BLOCK.matcher(page);
    while (found.find()) {
      var after = found.group(3);
      blocks.add(
          new Block(found.group(1), found.group(2), after == null ? "" : after, found.group(4)));
    }
    return new Guide(blocks);
  }

  void follow(SourceTree tree) throws IOException {
    for (var block : blocks) {
      switch (block.kind()) {
        case "From" -> assertThat(tree.text(block.file())).as(block.file()).contains(block.code());
        case "New file" -> tree.write(block.file(), block.code());
        default -> tree.write(block.file(), withLines(tree.text(block.file()), block));
      }
    }
  }

  private static String withLines(String text, Block block) {
    var line = Pattern.compile("^ *" + Pattern.quote(block.after()) + " *\n", Pattern.MULTILINE);
    assertThat(line.matcher(text).results()).as("%s in %s", block.after(), block.file()).hasSize(1);
    return line.matcher(text)
        .replaceFirst(found -> Matcher.quoteReplacement(found.group() + block.code()));
  }
}
