package dev.gleaner.collector.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.SeededTest;
import inet.ipaddr.IPAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AwsIpRangesTest {

    private static final int IPV6_BITS = 128;

    @Test
    void shouldKnowNoAddressWithoutBlocks() {
        assertThat(new AwsIpRanges.Builder().build().isOutsideAws(IpAddressParserTest.address("10.0.0.1")))
                .isTrue();
    }

    @Test
    void shouldTakeTheSmallestBlockAroundAnAddress() {
        AwsIpRanges ranges = new AwsIpRanges.Builder()
                .add("52.0.0.0/8", "wide")
                .add("52.8.0.0/16", "middle")
                .add("52.8.8.0/24", "small")
                .build();

        assertThat(region(ranges, "52.8.8.255")).contains("small");
        assertThat(region(ranges, "52.8.9.0")).contains("middle");
        assertThat(region(ranges, "52.9.0.0")).contains("wide");
        assertThat(region(ranges, "53.0.0.0")).isEmpty();
        assertThat(region(ranges, "51.255.255.255")).isEmpty();
        assertThat(region(ranges, "::ffff:52.9.0.0")).contains("wide");
    }

    @Test
    void shouldKnowNoRegionOfABlockThatSeveralHave() {
        AwsIpRanges ranges = new AwsIpRanges.Builder()
                .add("52.0.0.0/8", "us-east-1")
                .add("52.0.0.0/8", "us-east-1")
                .add("52.8.0.0/16", "us-east-1")
                .add("52.8.0.0/16", "eu-west-3")
                .build();

        assertThat(region(ranges, "52.9.0.0")).contains("us-east-1");
        assertThat(region(ranges, "52.8.0.0")).isEmpty();
        assertThat(ranges.isOutsideAws(IpAddressParserTest.address("52.8.0.0"))).isFalse();
    }

    /** The same as looking at each block. */
    @SeededTest(50)
    void shouldFindWhatASearchThroughAllWouldFind(long seed) {
        Random random = new Random(seed);
        Map<IPAddress, String> regions = new HashMap<>();
        AwsIpRanges.Builder builder = new AwsIpRanges.Builder();
        for (int i = 0; i < 40; i++) {
            IPAddress block = near(random).toPrefixBlock(IPV6_BITS - random.nextInt(12));
            if (regions.putIfAbsent(block, "region-" + i) == null) {
                builder.add(block.getLower().withoutPrefixLength() + "/" + block.getPrefixLength(), "region-" + i);
            }
        }
        AwsIpRanges ranges = builder.build();

        for (int i = 0; i < 500; i++) {
            IPAddress address = near(random);
            Optional<String> expected = regions.keySet().stream()
                    .filter(block -> block.contains(address))
                    .max(Comparator.comparing(IPAddress::getPrefixLength))
                    .map(regions::get);
            assertThat(ranges.regionOf(address)).as("%s", address).isEqualTo(expected);
        }
    }

    private static Optional<String> region(AwsIpRanges ranges, String address) {
        return ranges.regionOf(IpAddressParserTest.address(address));
    }

    /** In a small space, so that blocks lie in one another. */
    private static IPAddress near(Random random) {
        return IpAddressParserTest.address(
                "2001:db8:0:" + random.nextInt(2) + "::" + Integer.toHexString(random.nextInt(1 << 12)));
    }
}
