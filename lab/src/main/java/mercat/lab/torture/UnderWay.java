package mercat.lab.torture;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import mercat.lab.load.ServerAddress;

/** The keys under which each server was asked for an order and has not answered yet. */
final class UnderWay {
  private final Map<ServerAddress, Set<String>> keys = new ConcurrentHashMap<>();

  void asked(ServerAddress server, String key) {
    keys.computeIfAbsent(server, first -> ConcurrentHashMap.newKeySet()).add(key);
  }

  void over(ServerAddress server, String key) {
    keys.getOrDefault(server, Set.of()).remove(key);
  }

  Set<String> at(ServerAddress server) {
    return Set.copyOf(keys.getOrDefault(server, Set.of()));
  }

  Set<String> anywhere() {
    var all = new TreeSet<String>();
    keys.values().forEach(all::addAll);
    return all;
  }
}
