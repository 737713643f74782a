package dev.gleaner.local.estate.saving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.cost.ExpectedSaving;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.kind.EstateKind;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints of 100 GiB, of which each costs 2.30 USD a month. */
class CheckpointSavingCalculatorTest {

    private static final Instant END = Instant.parse("2026-03-18T16:35:00Z");

    @ParameterizedTest
    @CsvSource({
        // ages in days of checkpoints 1, 2, 3, ...; USD a month
        "60 59 58 57 56 55, 6.90",
        "60 59 58, 0.00",
        "60 59 58 57, 2.30",
        // One was written within ten days
        "60 59 58 57 56 9, 0.00",
        "60 59 58 57 56 11, 6.90",
        // Started anew: the first three are the newest by time, the last three by number
        "20 19 18 60 59 58, 0.00",
        "20 19 18 61 60 59 58, 2.30"
    })
    void shouldCountAllButTheNewest(String ages, String monthly) {
        assertThat(saving(ages, "").monthly()).isEqualTo(monthly);
    }

    @ParameterizedTest
    @CsvSource({"run/, 0.00", "other/, 6.90"})
    void shouldKeepTheRunsThatAreRead(String read, String monthly) {
        assertThat(saving("60 59 58 57 56 55", """
                "reads":[{"reader":"r","instance":"a","bucket":"runs","prefix":"%s","shape":{"level":1000},"every":"P7D"}],
                """.formatted(read)).monthly()).isEqualTo(monthly);
    }

    @Test
    void shouldAddTheUploadsOfTheSameBucket() {
        Estate estate = EstateFileReader.parse("test", json("60 59 58 57", "").replace("\"uploads\":[]", """
                "uploads":[{"key":"x","started":"-P30D","bytes":107374182400}]"""));

        assertThat(saving(estate).monthly()).isEqualTo("4.60");
    }

    private static ExpectedSaving saving(String ages, String reads) {
        return saving(EstateFileReader.parse("test", json(ages, reads)));
    }

    private static ExpectedSaving saving(Estate estate) {
        return ExpectedSavingCalculator.of(EstateTimeline.endingAt(estate, END))
                .get(EstateKind.FORGOTTEN_STORAGE)
                .get("runs");
    }

    private static String json(String ages, String reads) {
        List<String> days = List.of(ages.split(" "));
        String folders = IntStream.range(0, days.size())
                .mapToObj(i -> """
                        {"prefix":"run/checkpoint-%d/","objects":10,"size":10737418240,"oldest":"-P%sD"}""".formatted(i + 1, days.get(i)))
                .collect(Collectors.joining(","));
        return """
                {"name":"x","resources":[{"name":"a","region":"us-east-1","type":"m5.large"}],
                 "buckets":[{"name":"runs","region":"us-east-1",
                             "prefixes":{"run/":["checkpoint-2/a"],"other/":["b"]},
                             "inventory":[%s],"uploads":[]}],
                 %s
                 "truth":{"open":{"forgotten-storage":["runs"]}}}""".formatted(folders, reads);
    }
}
