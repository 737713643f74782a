package dev.gleaner.collector.source.price;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SmallerTypeNamesTest {

    @Test
    void shouldAddTheNamesThatTheNextSmallerTypeMayHave() {
        assertThat(SmallerTypeNames.withSmaller(Set.of("m5.2xlarge"))).containsExactly("m5.2xlarge", "m5.xlarge");
        assertThat(SmallerTypeNames.withSmaller(Set.of("m5.large"))).containsExactly("m5.large", "m5.medium");
        assertThat(SmallerTypeNames.withSmaller(Set.of("c5.12xlarge")))
                .containsExactlyInAnyOrder(
                        "c5.12xlarge", "c5.10xlarge", "c5.9xlarge", "c5.8xlarge", "c5.6xlarge", "c5.4xlarge");
    }

    @Test
    void shouldLeaveOtherNamesAsTheyAre() {
        assertThat(SmallerTypeNames.withSmaller(Set.of("m5.metal", "nano", "t3.nano")))
                .containsExactlyInAnyOrder("m5.metal", "nano", "t3.nano");
        assertThat(SmallerTypeNames.withSmaller(Set.of())).isEmpty();
    }
}
