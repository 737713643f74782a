package dev.gleaner.analyzer.profile.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CacheSizesTest {

    @Test
    void shouldFindTheSmallestSizeThatIsAtLeastADistance() {
        for (int index = 0; index < CacheSizes.COUNT; index++) {
            long size = CacheSizes.size(index);
            long before = index == 0 ? 0 : CacheSizes.size(index - 1);
            assertThat(size).isGreaterThan(before);
            assertThat(CacheSizes.indexOf(before + 1)).isEqualTo(index);
            assertThat(CacheSizes.indexOf(size)).isEqualTo(index);
        }
        assertThat(CacheSizes.indexOf(Long.MAX_VALUE)).isEqualTo(CacheSizes.COUNT - 1);
        assertThat(CacheSizes.indexOf(0)).isZero();
    }

    @Test
    void shouldHaveEightStepsForEachDoubling() {
        assertThat(IntStream.range(0, 24).mapToLong(CacheSizes::size))
                .containsExactly(
                        1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 18L, 20L, 22L, 24L, 26L,
                        28L, 30L, 32L);
    }
}
