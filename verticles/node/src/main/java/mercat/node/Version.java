package mercat.node;

import picocli.CommandLine.IVersionProvider;

/** The version of this jar. */
final class Version implements IVersionProvider {
  /** The version, {@code dev} when run from classes. */
  static String current() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"mercat " + current()};
  }
}
