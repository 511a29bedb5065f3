package mercat.__context__;

/**
 * The settings of __context__.
 *
 * @param nameCharactersMax the longest name that is stored, 1 to 1000
 */
public record __Context__Config(int nameCharactersMax) {
  public __Context__Config {
    if (nameCharactersMax < 1 || nameCharactersMax > 1_000) {
      throw new IllegalArgumentException("name-characters-max must be 1 to 1000");
    }
  }

  public static __Context__Config defaults() {
    return new __Context__Config(200);
  }
}
