package dev.gleaner.collector.source.price;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplacementTypeNamesTest {

    @Test
    void shouldAddTheNamesThatTheNextSmallerTypeMayHave() {
        assertThat(ReplacementTypeNames.withReplacements(Set.of("m5.2xlarge")))
                .containsExactly("m5.2xlarge", "m5.xlarge", "m6a.2xlarge", "m7g.2xlarge");
        assertThat(ReplacementTypeNames.withReplacements(Set.of("m5.large")))
                .containsExactly("m5.large", "m5.medium", "m6a.large", "m7g.large");
        assertThat(ReplacementTypeNames.withReplacements(Set.of("c5.12xlarge")))
                .containsExactlyInAnyOrder(
                        "c5.12xlarge",
                        "c5.10xlarge",
                        "c5.9xlarge",
                        "c5.8xlarge",
                        "c5.6xlarge",
                        "c5.4xlarge",
                        "c6a.12xlarge",
                        "c7g.12xlarge");
    }

    @Test
    void shouldLeaveOtherNamesAsTheyAre() {
        assertThat(ReplacementTypeNames.withReplacements(Set.of("g5.metal", "nano", "t4g.nano")))
                .containsExactlyInAnyOrder("g5.metal", "nano", "t4g.nano");
        assertThat(ReplacementTypeNames.withReplacements(Set.of())).isEmpty();
    }
}
