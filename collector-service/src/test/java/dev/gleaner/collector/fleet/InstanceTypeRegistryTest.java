package dev.gleaner.collector.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstanceTypeRegistryTest {

    private final InstanceTypeRegistry types = new InstanceTypeRegistry();

    @Test
    void shouldKnowTheTypesOfARegionInAllAccounts() {
        types.replace("111122223333", "eu-west-3", Set.of("g5.xlarge", "c5.large"));
        types.replace("444455556666", "eu-west-3", Set.of("c5.large", "m5.large"));
        types.replace("444455556666", "us-east-1", Set.of("p5.48xlarge"));
        assertThat(types.typesIn("eu-west-3")).containsExactly("c5.large", "g5.xlarge", "m5.large");

        types.replace("111122223333", "eu-west-3", Set.of());
        assertThat(types.typesIn("eu-west-3")).containsExactly("c5.large", "m5.large");
        assertThat(types.typesIn("ap-south-1")).isEmpty();
    }

    @Test
    void shouldWaitForTheFirstRoundOnly() {
        types.awaitFirstRound("price-list", Duration.ofDays(1));

        types.expectListing();
        long start = System.nanoTime();
        types.awaitFirstRound("price-list", Duration.ofMillis(50));
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());

        types.markRoundEnded();
        types.awaitFirstRound("price-list", Duration.ofDays(1));
    }
}
