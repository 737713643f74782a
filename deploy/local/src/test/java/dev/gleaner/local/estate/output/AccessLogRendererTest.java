package dev.gleaner.local.estate.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.generator.EstateGenerator;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessLogRendererTest {

    private static final Estate ESTATE = EstateGenerator.small(42);
    private static final EstateIdentities IDENTITIES = EstateIdentities.made(ESTATE);
    private static final EstateTimeline TIMELINE =
            EstateTimeline.endingAt(ESTATE, Instant.parse("2026-03-18T16:35:00Z"));
    private static final List<BucketFile> FILES = new AccessLogRenderer(TIMELINE, IDENTITIES).render();

    @Test
    void shouldNameFilesAsS3DoesWithDateBasedPartitions() {
        assertThat(FILES)
                .extracting(BucketFile::key)
                .hasSizeBetween(30, 100)
                .doesNotHaveDuplicates()
                .allMatch(
                        key -> key.matches(
                                "logs/123456789012/us-east-1/vision-shards/2026/03/[0-9]{2}/2026-03-[0-9]{2}-[0-9]{2}-05-00-[0-9A-F]{16}"));
    }

    @Test
    void shouldTellEachReadOfTheBucketOnce() {
        List<String> reads = lines().stream()
                .filter(line -> line.contains(" REST.GET.OBJECT ") && line.contains(" 200 - "))
                .toList();

        assertThat(reads)
                .hasSameSizeAs(TIMELINE.reads(TIMELINE.start(), TIMELINE.end()).stream()
                        .filter(read -> read.bucket().name().equals("vision-shards"))
                        .toList());
        assertThat(reads.get(0))
                .startsWith("79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be vision-shards [")
                .contains(" " + IDENTITIES.address("serve-paris") + " arn:aws:sts::123456789012:assumed-role/")
                .endsWith(" vision-shards.s3.us-east-1.amazonaws.com TLSv1.3 - - eu-west-3");
    }

    @Test
    void shouldTellEachRequestApart() {
        assertThat(lines().stream().map(line -> line.split(" ")[6])).doesNotHaveDuplicates();
        assertThat(lines()).anyMatch(line -> line.contains(" 403 AccessDenied "));
    }

    private static List<String> lines() {
        return FILES.stream()
                .flatMap(file -> new String(file.bytes(), StandardCharsets.UTF_8).lines())
                .toList();
    }
}
