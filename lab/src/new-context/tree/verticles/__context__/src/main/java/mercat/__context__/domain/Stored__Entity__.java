package mercat.__context__.domain;

import mercat.contracts.__context__.__Entity__;

/**
 * What is stored under one id.
 *
 * @param version counts the changes, from 1
 */
public record Stored__Entity__(__Entity__ __entity__, long version) {
  /** Whether the name is short enough to be stored. */
  public static boolean allows(__Entity__ wanted, int charactersMax) {
    var name = wanted.name();
    return name.codePointCount(0, name.length()) <= charactersMax;
  }

  /** The first version. */
  public static Stored__Entity__ first(__Entity__ wanted) {
    return new Stored__Entity__(wanted, 1);
  }

  /** The next version, or this one when nothing differs. */
  public Stored__Entity__ put(__Entity__ wanted) {
    boolean isSame = wanted.equals(__entity__);
    return isSame ? this : new Stored__Entity__(wanted, version + 1);
  }
}
