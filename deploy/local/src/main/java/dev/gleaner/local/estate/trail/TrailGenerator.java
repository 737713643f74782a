package dev.gleaner.local.estate.trail;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateNotebook;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Generates the CloudTrail log files of an estate. As in recorded trails, a record is delivered up to ten minutes after
 * its call, the order in a file is random, and some records are delivered twice, in two files.
 */
public final class TrailGenerator {

    private static final int DELIVERY_SECONDS = 300;
    private static final double TWICE = 0.05;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final SeededRandom seededRandom;
    private final Map<Delivery, List<TrailRecordBuilder.BuiltRecord>> deliveries = new TreeMap<>();

    private TrailGenerator(SeededRandom seededRandom) {
        this.seededRandom = seededRandom;
    }

    /** The files of an estate in the order of delivery. */
    public static List<TrailLogFile> files(EstateTimeline estateTimeline, EstateIdentities identities) {
        SeededRandom seededRandom =
                SeededRandom.of(estateTimeline.estate().seed()).derive("trail");
        TrailGenerator trail = new TrailGenerator(seededRandom);
        InstanceCallRecords instanceCallRecords =
                new InstanceCallRecords(identities, estateTimeline.estate().events(), seededRandom);
        estateTimeline.occurrences().forEach(timedEvent -> trail.deliver(instanceCallRecords.entry(timedEvent)));
        estateTimeline
                .estate()
                .all(KindRegistry.NOTEBOOKS)
                .forEach(notebook -> notebook.opened()
                        .forEach(time -> trail.deliver(opening(seededRandom, notebook, time, estateTimeline.end()))));
        new BackgroundCallRecords(estateTimeline, identities, seededRandom.derive("background"))
                .entries()
                .forEach(trail::deliver);
        new S3CallRecords(estateTimeline, identities, seededRandom.derive("objects"))
                .entries()
                .forEach(trail::deliver);
        return trail.files();
    }

    private static TrailRecordBuilder.BuiltRecord opening(
            SeededRandom seededRandom, EstateNotebook notebook, EstateTime time, Instant end) {
        return new TrailRecordBuilder(
                        seededRandom.derive(notebook.name()).derive(time.text()),
                        notebook.account(),
                        notebook.region(),
                        time.resolve(end))
                .call("sagemaker", "CreatePresignedNotebookInstanceUrl")
                .put("request", JsonNodeFactory.instance.objectNode().put("notebookInstanceName", notebook.name()))
                .finish();
    }

    private void deliver(TrailRecordBuilder.BuiltRecord builtRecord) {
        long ready = builtRecord.time().getEpochSecond() + builtRecord.noise().below(DELIVERY_SECONDS, 5);
        Instant delivered = Instant.ofEpochSecond((ready / DELIVERY_SECONDS + 1) * DELIVERY_SECONDS);
        add(builtRecord, delivered);
        if (builtRecord.noise().uniform(6) < TWICE) {
            add(builtRecord, delivered.plusSeconds(DELIVERY_SECONDS));
        }
    }

    private void add(TrailRecordBuilder.BuiltRecord builtRecord, Instant delivered) {
        deliveries
                .computeIfAbsent(
                        new Delivery(delivered, builtRecord.account(), builtRecord.region()), any -> new ArrayList<>())
                .add(builtRecord);
    }

    private List<TrailLogFile> files() {
        List<TrailLogFile> files = new ArrayList<>();
        deliveries.forEach((delivery, entries) -> files.add(file(delivery, entries)));
        return files;
    }

    private TrailLogFile file(Delivery delivery, List<TrailRecordBuilder.BuiltRecord> entries) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        entries.stream()
                .map(TrailRecordBuilder.BuiltRecord::json)
                .sorted(Comparator.comparing(json -> json.get("eventID").textValue()))
                .forEach(document.putArray("Records")::add);
        return new TrailLogFile(key(delivery), delivery.at(), gzip(Json.bytes(document)));
    }

    private String key(Delivery delivery) {
        return "AWSLogs/%1$s/CloudTrail/%2$s/%3$s/%1$s_CloudTrail_%2$s_%4$s_%5$s.json.gz"
                .formatted(
                        delivery.account(),
                        delivery.region(),
                        DAY.format(delivery.at()),
                        STAMP.format(delivery.at()),
                        unique(seededRandom
                                .derive(delivery.region())
                                .derive(delivery.at().getEpochSecond())));
    }

    private static String unique(SeededRandom own) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            text.append(ALPHABET.charAt(own.below(ALPHABET.length(), i)));
        }
        return text.toString();
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private record Delivery(Instant at, String account, String region) implements Comparable<Delivery> {

        private static final Comparator<Delivery> ORDER = Comparator.comparing(Delivery::at)
                .thenComparing(Delivery::account)
                .thenComparing(Delivery::region);

        @Override
        public int compareTo(Delivery other) {
            return ORDER.compare(this, other);
        }
    }
}
