package mercat.platform.config;

public final class Settings {
  @SuppressWarnings("unchecked")
  public <C extends Record> C section(String name, Class<C> type) {
    try {
      return (C) type.getMethod("defaults").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
