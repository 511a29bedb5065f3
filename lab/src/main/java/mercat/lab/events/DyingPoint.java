package mercat.lab.events;

/** Where in its work a consumer is killed. */
enum DyingPoint {
  PAGE_READ("with a page read and nothing of it written"),
  HALF_WRITTEN("in the middle of writing a page"),
  WRITTEN("with a page written and the next one not asked for"),
  ANYWHERE("wherever it was");

  private final String words;

  DyingPoint(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
