package dev.gleaner.collector.source.cloudtrail.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.Recordings;
import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.files.FolderFileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.network.AwsIpRanges;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailRecord;
import dev.gleaner.collector.source.cloudtrail.record.TrailFileName;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real trails go through, and what comes out is counted against what {@code jq} counts in the same files. */
class RecordedTrailIT {

    private static final String CAT =
            "{ find . -name '*.json' -exec cat {} + ; find . -name '*.json.gz' -exec gzip -dc {} + ; } | ";

    @ParameterizedTest
    @ValueSource(strings = {"cloudtrail_sans504", "cloudtrail_invictus", "cloudtrail_stratus", "cloudtrail_misc"})
    void shouldReadEveryRecordedFileAsJqDoes(String name) throws Exception {
        Path folder = Recordings.folder(name);
        JsonNode expected = count(folder, CAT);
        assumeTrue(expected.path("entries").asInt() > 0, "no trail files in " + folder);

        Counted actual = new Counted();
        FolderFileStore store = new FolderFileStore(folder, file -> new TrailFileName(file).isLog());
        for (StoredFile file : store.list()) {
            try (InputStream input = store.open(file)) {
                actual.add(input);
            }
        }

        assertSame(actual, expected);
    }

    /** These hold their records one level deeper, where {@code jq} takes them out for both. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cloudtrail_misc/streamalert|cat *.json | jq -c '.[].data'",
                "derived_lifecycle_events|cat *.jsonl | jq -c .record"
            })
    void shouldReadWrappedRecordsAsJqDoes(String corpus) throws Exception {
        String[] parts = corpus.split("\\|", 2);
        Path folder = Recordings.folder(parts[0]);

        Counted actual = new Counted();
        actual.add(new ByteArrayInputStream(Recordings.shell(folder, parts[1])));

        assertSame(actual, count(folder, parts[1] + " | "));
    }

    /** The one who synchronised a bucket of logs to his computer, from an address outside of AWS. */
    @Test
    void shouldKnowWhoReadARecordedBucketFromTheInternet() throws Exception {
        FolderFileStore store =
                new FolderFileStore(Recordings.folder("cloudtrail_sans504"), file -> new TrailFileName(file).isLog());
        Counted counted = new Counted();
        counted.networkLocator.replace(
                new AwsIpRanges.Builder().add("52.0.0.0/8", "us-west-1").build());
        for (StoredFile file : store.list()) {
            counted.add(store.open(file));
        }

        List<Signal> reads = counted.parsedTrailBatch.signals().stream()
                .filter(signal -> signal.getAccess().getOperation().equals("GetObject"))
                .toList();
        assertThat(reads)
                .isNotEmpty()
                .allMatch(signal -> signal.getAccess().getReader().contains(":user/"))
                .allMatch(signal -> signal.getAccess().getReaderRegion().equals("internet"));
        assertThat(reads.toString()).doesNotContainPattern("\\d+\\.\\d+\\.\\d+\\.\\d+");
    }

    @Test
    void shouldKnowHowLongTheInstancesOfARecordedLabLived() throws Exception {
        FolderFileStore store =
                new FolderFileStore(Recordings.folder("cloudtrail_invictus"), file -> new TrailFileName(file).isLog());
        Counted counted = new Counted();
        for (StoredFile file : store.list()) {
            counted.add(store.open(file));
        }

        String instance = "arn:aws:ec2:us-east-1:123837392027:instance/i-0dbc91f429e48eeed";
        long created = counted.time(instance, Change.CREATED);
        assertThat(counted.time(instance, Change.TERMINATED) - created).isEqualTo(765_000);
    }

    private static JsonNode count(Path folder, String records) throws IOException, InterruptedException {
        String program = new String(Bytes.ofResource("cloudtrail/count.jq"), java.nio.charset.StandardCharsets.UTF_8);
        return Recordings.json(folder, records + "jq -n '" + program + "'");
    }

    private static void assertSame(Counted actual, JsonNode expected) {
        assertThat(actual.parsedTrailBatch.entries())
                .isEqualTo(expected.path("entries").asInt());
        assertThat(actual.parsedTrailBatch.failedCalls())
                .isEqualTo(expected.path("failed").asInt());
        assertThat(actual.parsedTrailBatch.deadLetters())
                .filteredOn(letter -> letter.reason().startsWith("unknown eventVersion"))
                .hasSize(expected.path("unknownVersions").asInt());
        assertThat(actual.records).isEqualTo(expected.path("records").asInt());
        assertThat(actual.eventIds).hasSize(expected.path("eventIds").asInt());
        assertThat(actual.accesses()).isEqualTo(expected.path("accesses"));
        for (Change change : Change.values()) {
            if (change != Change.UNRECOGNIZED) {
                assertThat(actual.changes(change))
                        .as("signals of %s", change)
                        .isEqualTo(expected.path("changes").path(change.name()).asInt());
            }
        }
    }

    private static final class Counted {
        private final NetworkLocator networkLocator = new NetworkLocator();
        private final ParsedTrailBatch parsedTrailBatch = new ParsedTrailBatch();
        private final Set<String> eventIds = new HashSet<>();
        private int records;

        void add(InputStream input) throws IOException {
            byte[] bytes = input.readAllBytes();
            new TrailReader(new TrailParser(Trail.LIMIT), networkLocator)
                    .read(
                            new ByteArrayInputStream(bytes),
                            new FileOrigin("test", "recorded", Trail.NOW),
                            parsedTrailBatch);
            Trail.each(bytes, this::count);
        }

        private void count(TrailParser.Entry entry) {
            if (entry instanceof CloudTrailRecord record) {
                records++;
                eventIds.add(record.eventId());
            }
        }

        long changes(Change change) {
            return parsedTrailBatch.signals().stream()
                    .filter(Signal::hasChanged)
                    .filter(signal -> signal.getChanged().getChange() == change)
                    .count();
        }

        /** By operation: objects, their bytes, and how many prefixes they lie in. */
        JsonNode accesses() {
            ObjectNode accesses = Json.mapper().createObjectNode();
            parsedTrailBatch.signals().stream()
                    .filter(Signal::hasAccess)
                    .collect(Collectors.groupingBy(signal -> signal.getAccess().getOperation()))
                    .forEach((operation, signals) -> accesses.set(operation, summary(signals)));
            return accesses;
        }

        private static JsonNode summary(List<Signal> signals) {
            List<ObjectAccess> objects = signals.stream()
                    .flatMap(signal -> signal.getAccess().getObjectsList().stream())
                    .toList();
            return Json.mapper()
                    .createObjectNode()
                    .put("objects", objects.size())
                    .put("bytes", (int)
                            objects.stream().mapToLong(ObjectAccess::getBytes).sum())
                    .put("prefixes", (int)
                            signals.stream().map(Signal::getResource).distinct().count());
        }

        long time(String resource, Change change) {
            return parsedTrailBatch.signals().stream()
                    .filter(signal -> signal.getResource().equals(resource))
                    .map(Signal::getChanged)
                    .filter(changed -> changed.getChange() == change)
                    .findFirst()
                    .orElseThrow()
                    .getTime();
        }
    }
}
