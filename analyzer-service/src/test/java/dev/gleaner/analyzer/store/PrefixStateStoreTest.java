package dev.gleaner.analyzer.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrefixStateStoreTest {

    private final StateStore shared = new InMemoryStateStore();
    private final StateStore first = new PrefixStateStore(shared, "a");
    private final StateStore second = new PrefixStateStore(shared, "b");

    @Test
    void shouldNotMixTheRowsOfTwoPrefixes() {
        first.put("1", value(1));
        first.put("2", value(2));
        second.put("1", value(3));

        assertThat(first.get("1")).containsExactly(1);
        assertThat(second.get("1")).containsExactly(3);
        assertThat(scanned(first, "")).containsExactly("1", "2");
        assertThat(scanned(second, "")).containsExactly("1");
        first.put("1", null);
        assertThat(first.get("1")).isNull();
        assertThat(second.get("1")).containsExactly(3);
    }

    @Test
    void shouldReturnTheNextRowsOfAPrefix() {
        List.of("k1", "k2", "k3", "l1").forEach(key -> first.put(key, value(1)));
        second.put("k4", value(2));

        assertThat(first.next("k", null, 2)).extracting(StateStore.Row::key).containsExactly("k1", "k2");
        assertThat(first.next("k", "k2", 2)).extracting(StateStore.Row::key).containsExactly("k3");
        assertThat(first.next("", "k3", 9)).extracting(StateStore.Row::key).containsExactly("l1");
        assertThat(scanned(first, "l")).containsExactly("l1");
    }

    private static List<String> scanned(StateStore store, String prefix) {
        List<String> keys = new ArrayList<>();
        store.scan(prefix, (key, row) -> keys.add(key));
        return keys;
    }

    private static byte[] value(int number) {
        return new byte[] {(byte) number};
    }
}
