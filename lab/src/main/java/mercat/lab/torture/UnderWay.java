package mercat.lab.torture;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import mercat.lab.load.Address;

/** The keys under which each server was asked for an order and has not answered yet. */
final class UnderWay {
  private final Map<Address, Set<String>> keys = new ConcurrentHashMap<>();

  void asked(Address server, String key) {
    keys.computeIfAbsent(server, first -> ConcurrentHashMap.newKeySet()).add(key);
  }

  void over(Address server, String key) {
    keys.getOrDefault(server, Set.of()).remove(key);
  }

  Set<String> at(Address server) {
    return Set.copyOf(keys.getOrDefault(server, Set.of()));
  }

  Set<String> anywhere() {
    var all = new TreeSet<String>();
    keys.values().forEach(all::addAll);
    return all;
  }
}
