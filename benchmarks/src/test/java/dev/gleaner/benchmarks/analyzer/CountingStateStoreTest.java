package dev.gleaner.benchmarks.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.benchmarks.analyzer.CountingStateStore.Volume;
import org.junit.jupiter.api.Test;

class CountingStateStoreTest {

    private final CountingStateStore store = new CountingStateStore();

    @Test
    void shouldCountKeysAndValuesOfTheRowsThatAreLeft() {
        store.put("a", new byte[10]);
        store.put("é", new byte[5]);
        store.put("gone", new byte[7]);
        store.put("gone", null);

        assertThat(store.stored()).isEqualTo(new Volume(2, 18));
    }

    @Test
    void shouldCountTheLastChangeOfEachKey() {
        store.put("a", new byte[10]);
        store.put("a", new byte[3]);
        store.put("b", new byte[1]);
        store.put("b", null);

        assertThat(store.takeChanges()).isEqualTo(new Volume(2, 5));
        assertThat(store.takeChanges()).isEqualTo(Volume.NONE);
    }
}
