package dev.gleaner.collector.whereabouts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlocksTest {

    @Test
    void shouldFindNothingWhereThereIsNothing() {
        assertThat(Blocks.of(Map.of()).at(AddressTest.address("10.0.0.1"))).isEmpty();
    }

    @Test
    void shouldTakeTheSmallestBlockAroundAnAddress() {
        Blocks blocks = Blocks.of(Map.of(
                Block.parse("52.0.0.0/8"), "wide",
                Block.parse("52.8.0.0/16"), "middle",
                Block.parse("52.8.8.0/24"), "small"));

        assertThat(blocks.at(AddressTest.address("52.8.8.255"))).contains("small");
        assertThat(blocks.at(AddressTest.address("52.8.9.0"))).contains("middle");
        assertThat(blocks.at(AddressTest.address("52.9.0.0"))).contains("wide");
        assertThat(blocks.at(AddressTest.address("53.0.0.0"))).isEmpty();
        assertThat(blocks.at(AddressTest.address("51.255.255.255"))).isEmpty();
    }

    /** The same as looking at each block. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFindWhatASearchThroughAllWouldFind(long seed) {
        Random random = new Random(seed);
        Map<Block, String> texts = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            texts.put(block(random), "block " + i);
        }
        Blocks blocks = Blocks.of(texts);

        for (int i = 0; i < 500; i++) {
            Address address = near(random);
            assertThat(blocks.at(address)).as("%s", address).isEqualTo(search(texts, address));
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }

    private static Optional<String> search(Map<Block, String> texts, Address address) {
        return texts.keySet().stream()
                .filter(block ->
                        block.first().compareTo(address) <= 0 && block.last().compareTo(address) >= 0)
                .max(Comparator.comparing(Block::first).thenComparing(Block::last, Comparator.reverseOrder()))
                .map(texts::get);
    }

    /** In a small space, so that blocks lie in one another. */
    private static Block block(Random random) {
        int bits = Address.BITS - random.nextInt(12);
        Address address = near(random);
        return new Block(address.first(bits), address.last(bits));
    }

    private static Address near(Random random) {
        return new Address(random.nextInt(2), random.nextInt(1 << 12) - (1 << 11));
    }
}
