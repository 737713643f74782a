package dev.gleaner.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The final findings of a recorded trail do not change when it is sorted and deduplicated. */
class RecordedTrailLawTest {

    private static final Path RECORDINGS = Path.of("../../shared/data");

    @ParameterizedTest
    @ValueSource(strings = {"cloudtrail_invictus", "cloudtrail_sans504", "cloudtrail_stratus"})
    void shouldFindTheSameInAnyOrderOfTheRecords(String trail) throws Exception {
        Path folder = RECORDINGS.resolve(trail);
        assumeTrue(Files.isDirectory(folder), "recorded trails are not here: " + folder);

        assertThat(new OrderIndependenceBenchmark(RECORDINGS).trail(folder)).isZero();
    }
}
