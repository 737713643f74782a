package dev.gleaner.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LawSeedsTest {

    @Test
    void shouldTakeATenthEverydayAndAllInTheExhaustiveSuite() {
        assertThat(LawSeeds.count(1000, false)).isEqualTo(100);
        assertThat(LawSeeds.count(60, false)).isEqualTo(10);
        assertThat(LawSeeds.count(8, false)).isEqualTo(8);
        assertThat(LawSeeds.count(1000, true)).isEqualTo(1000);
    }
}
