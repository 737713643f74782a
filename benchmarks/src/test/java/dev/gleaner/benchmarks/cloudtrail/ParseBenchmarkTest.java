package dev.gleaner.benchmarks.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.benchmarks.cloudtrail.ParseBenchmark.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParseBenchmarkTest {

    private static final Reading COLLECTOR = new Reading(2550, 100, 760);
    private static final Reading TREE = new Reading(3249, 120, 6372);

    @Test
    void shouldAcceptAReaderThatIsFasterAndAllocatesLittle() {
        assertThat(ParseBenchmark.faults(COLLECTOR, TREE)).isEmpty();
    }

    @Test
    void shouldFailIfTheReaderAllocatesMore() {
        assertThat(ParseBenchmark.faults(new Reading(2550, 100, 1900), TREE))
                .containsExactly("the collector allocates 1900 bytes for a record, more than 1000");
    }

    @Test
    void shouldFailIfTheReaderIsSlowerThanATree() {
        assertThat(ParseBenchmark.faults(new Reading(3300, 100, 760), TREE))
                .containsExactly("the collector takes 3300 ns for a record, and Jackson's tree 3249");
    }

    @Test
    void shouldHaveNoFigureWithALargeError() {
        List<String> expected =
                List.of("the times have an error of 77 %, more than 30 %: measure again without other work");

        assertThat(ParseBenchmark.faults(new Reading(1000, 770, 760), TREE)).isEqualTo(expected);
        assertThat(ParseBenchmark.faults(COLLECTOR, new Reading(1000, 770, 760)))
                .isEqualTo(expected);
    }

    @Test
    void shouldFailIfNothingWasMeasured() {
        Reading nothing = new Reading(Double.NaN, Double.NaN, Double.NaN);

        assertThat(ParseBenchmark.faults(nothing, TREE)).hasSize(2);
    }
}
