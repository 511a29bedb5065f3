package mercat.verify;

/** Something that must hold at any moment. */
interface Invariant {
  /** Its short name, as the documentation numbers it: {@code I1}. */
  String id();

  /** What it promises, in a few words. */
  String promise();

  void examine(Examination examination);
}
