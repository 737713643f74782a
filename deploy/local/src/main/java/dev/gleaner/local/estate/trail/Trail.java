package dev.gleaner.local.estate.trail;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Noise;
import dev.gleaner.local.estate.Replay;
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
 * The CloudTrail log files of an estate. As in recorded trails a record comes up to ten minutes after its call, lies in
 * its file in no order, and now and then comes twice, in two files.
 */
public final class Trail {

    private static final int DELIVERY_SECONDS = 300;
    private static final double TWICE = 0.05;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final Noise noise;
    private final Map<Delivery, List<Entry>> deliveries = new TreeMap<>();

    private Trail(Noise noise) {
        this.noise = noise;
    }

    /** The files of an estate, by time of delivery. */
    public static List<TrailFile> files(Replay replay, Identities identities) {
        Noise noise = Noise.of(replay.estate().seed()).at("trail");
        Trail trail = new Trail(noise);
        Calls calls = new Calls(identities, replay.estate().events(), noise);
        replay.occurrences().forEach(occurrence -> trail.deliver(calls.entry(occurrence)));
        new Background(replay, identities, noise.at("background")).entries().forEach(trail::deliver);
        new ObjectCalls(replay, identities, noise.at("objects")).entries().forEach(trail::deliver);
        return trail.files();
    }

    private void deliver(Entry entry) {
        long ready = entry.time().getEpochSecond() + entry.noise().below(DELIVERY_SECONDS, 5);
        Instant delivered = Instant.ofEpochSecond((ready / DELIVERY_SECONDS + 1) * DELIVERY_SECONDS);
        add(entry, delivered);
        if (entry.noise().uniform(6) < TWICE) {
            add(entry, delivered.plusSeconds(DELIVERY_SECONDS));
        }
    }

    private void add(Entry entry, Instant delivered) {
        deliveries
                .computeIfAbsent(new Delivery(delivered, entry.account(), entry.region()), any -> new ArrayList<>())
                .add(entry);
    }

    private List<TrailFile> files() {
        List<TrailFile> files = new ArrayList<>();
        deliveries.forEach((delivery, entries) -> files.add(file(delivery, entries)));
        return files;
    }

    private TrailFile file(Delivery delivery, List<Entry> entries) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        entries.stream()
                .map(Entry::json)
                .sorted(Comparator.comparing(json -> json.get("eventID").textValue()))
                .forEach(document.putArray("Records")::add);
        return new TrailFile(key(delivery), delivery.at(), gzip(Json.bytes(document)));
    }

    private String key(Delivery delivery) {
        return "AWSLogs/%1$s/CloudTrail/%2$s/%3$s/%1$s_CloudTrail_%2$s_%4$s_%5$s.json.gz"
                .formatted(
                        delivery.account(),
                        delivery.region(),
                        DAY.format(delivery.at()),
                        STAMP.format(delivery.at()),
                        unique(noise.at(delivery.region()).at(delivery.at().getEpochSecond())));
    }

    private static String unique(Noise own) {
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
