package dev.gleaner.collector.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.LawSeeds;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CidrBlockMapTest {

    @Test
    void shouldFindNothingWhereThereIsNothing() {
        assertThat(CidrBlockMap.of(Map.of()).findSmallest(IpAddressTest.address("10.0.0.1")))
                .isEmpty();
    }

    @Test
    void shouldTakeTheSmallestBlockAroundAnAddress() {
        CidrBlockMap cidrBlockMap = CidrBlockMap.of(Map.of(
                CidrBlockMap.Block.parse("52.0.0.0/8"), "wide",
                CidrBlockMap.Block.parse("52.8.0.0/16"), "middle",
                CidrBlockMap.Block.parse("52.8.8.0/24"), "small"));

        assertThat(cidrBlockMap.findSmallest(IpAddressTest.address("52.8.8.255")))
                .contains("small");
        assertThat(cidrBlockMap.findSmallest(IpAddressTest.address("52.8.9.0"))).contains("middle");
        assertThat(cidrBlockMap.findSmallest(IpAddressTest.address("52.9.0.0"))).contains("wide");
        assertThat(cidrBlockMap.findSmallest(IpAddressTest.address("53.0.0.0"))).isEmpty();
        assertThat(cidrBlockMap.findSmallest(IpAddressTest.address("51.255.255.255")))
                .isEmpty();
    }

    /** The same as looking at each block. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFindWhatASearchThroughAllWouldFind(long seed) {
        Random random = new Random(seed);
        Map<CidrBlockMap.Block, String> texts = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            texts.put(block(random), "block " + i);
        }
        CidrBlockMap cidrBlockMap = CidrBlockMap.of(texts);

        for (int i = 0; i < 500; i++) {
            IpAddress address = near(random);
            assertThat(cidrBlockMap.findSmallest(address)).as("%s", address).isEqualTo(search(texts, address));
        }
    }

    static IntStream seeds() {
        return LawSeeds.intsUpTo(50);
    }

    private static Optional<String> search(Map<CidrBlockMap.Block, String> texts, IpAddress address) {
        return texts.keySet().stream()
                .filter(block ->
                        block.first().compareTo(address) <= 0 && block.last().compareTo(address) >= 0)
                .max(Comparator.comparing(CidrBlockMap.Block::first)
                        .thenComparing(CidrBlockMap.Block::last, Comparator.reverseOrder()))
                .map(texts::get);
    }

    /** In a small space, so that blocks lie in one another. */
    private static CidrBlockMap.Block block(Random random) {
        int bits = IpAddress.BITS - random.nextInt(12);
        IpAddress address = near(random);
        return new CidrBlockMap.Block(address.first(bits), address.last(bits));
    }

    private static IpAddress near(Random random) {
        return new IpAddress(random.nextInt(2), random.nextInt(1 << 12) - (1 << 11));
    }
}
