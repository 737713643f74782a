package dev.gleaner.collector.source.cloudtrail.mapping;

import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.collector.kafka.DeadLetterFactory;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.progress.ClockSkew;
import dev.gleaner.collector.source.SourceFileReader;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailConfig;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailRecord;
import dev.gleaner.collector.source.cloudtrail.record.TrailParser;
import dev.gleaner.collector.source.cloudtrail.record.TransferDirection;
import dev.gleaner.collector.training.TrainingHostLocator;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads trail files into signals, echoes, dead letters and counts. */
public final class TrailReader implements SourceFileReader<ParsedTrailBatch> {

    private static final String WITHOUT_PLACE = "without time, region or account";
    private static final String AHEAD = "the time of the event lies ahead of this clock";

    private final TrailParser parser;
    private final ResourceChangeMapper changes = new ResourceChangeMapper();
    private final NetworkLocator networkLocator;
    private final @Nullable TrainingHostLocator trainingHostLocator;

    /** A reader that does not look for checkpoints. */
    public TrailReader(TrailParser parser, NetworkLocator networkLocator) {
        this(parser, networkLocator, null);
    }

    TrailReader(TrailParser parser, NetworkLocator networkLocator, @Nullable TrainingHostLocator trainingHostLocator) {
        this.parser = parser;
        this.networkLocator = networkLocator;
        this.trainingHostLocator = trainingHostLocator;
    }

    /** A reader of data that contains no objects, with the configured limits. */
    public static TrailReader of(CloudTrailConfig config, NetworkLocator networkLocator) {
        return new TrailReader(parser(config), networkLocator);
    }

    /** A reader with the configured limits. */
    public static TrailReader of(
            CloudTrailConfig config, NetworkLocator networkLocator, TrainingHostLocator trainingHostLocator) {
        return new TrailReader(parser(config), networkLocator, trainingHostLocator);
    }

    private static TrailParser parser(CloudTrailConfig config) {
        return new TrailParser(Math.toIntExact(config.recordLimit().asLongValue()));
    }

    @Override
    public ParsedTrailBatch newBatch() {
        return new ParsedTrailBatch();
    }

    @Override
    public void read(InputStream input, FileOrigin origin, ParsedTrailBatch parsedTrailBatch) throws IOException {
        Unusable unusable = new Unusable();
        parse(input, origin, parsedTrailBatch, unusable);
        unusable.letter(origin).ifPresent(parsedTrailBatch::add);
    }

    /** Reads a message; entries that are not CloudTrail records are only counted. */
    public void readMessage(byte[] message, FileOrigin origin, ParsedTrailBatch parsedTrailBatch) {
        try {
            parse(new ByteArrayInputStream(message), origin, parsedTrailBatch, new Unusable());
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
    }

    private void parse(InputStream input, FileOrigin origin, ParsedTrailBatch parsedTrailBatch, Unusable unusable)
            throws IOException {
        ObjectMappers objects = new ObjectMappers(
                new ObjectAccessMapper(networkLocator, origin),
                trainingHostLocator == null ? null : new CheckpointWriteMapper(trainingHostLocator, origin));
        parser.parse(input, entry -> take(entry, origin, objects, parsedTrailBatch, unusable));
        parsedTrailBatch.addAll(objects.signals());
        parsedTrailBatch.file();
    }

    /** Reads a file in memory. */
    public void read(byte[] file, FileOrigin origin, ParsedTrailBatch parsedTrailBatch) {
        try {
            read(new ByteArrayInputStream(file), origin, parsedTrailBatch);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
    }

    private void take(
            TrailParser.Entry entry,
            FileOrigin origin,
            ObjectMappers objects,
            ParsedTrailBatch parsedTrailBatch,
            Unusable unusable) {
        parsedTrailBatch.entry();
        if (entry instanceof CloudTrailRecord record) {
            take(record, origin, objects, parsedTrailBatch, unusable);
        } else if (entry instanceof TrailParser.Entry.Skipped skipped) {
            parsedTrailBatch.skip(skipped.reason());
            if (skipped.reason().equals(TrailParser.EntryClassifier.NOT_CLOUDTRAIL)) {
                unusable.add(skipped.number(), skipped.reason());
            }
        } else {
            TrailParser.Entry.Unreadable bad = (TrailParser.Entry.Unreadable) entry;
            addUnreadable(bad.number(), bad.found(), bad.reason(), origin, parsedTrailBatch);
        }
    }

    private void take(
            CloudTrailRecord record,
            FileOrigin origin,
            ObjectMappers objects,
            ParsedTrailBatch parsedTrailBatch,
            Unusable unusable) {
        Optional<CloudTrailEcho> echo = OwnCallEchoMapper.map(record);
        if (echo.isPresent() && ClockSkew.isExceeded(echo.get().eventTime(), origin.observedAt())) {
            addUnreadable(record.number(), record.excerpt(), AHEAD, origin, parsedTrailBatch);
            return;
        }
        echo.ifPresent(parsedTrailBatch::add);
        if (record.hasFailed()) {
            parsedTrailBatch.countFailedCall();
            return;
        }
        Optional<TransferDirection> transfer = TransferDirection.of(record);
        if (transfer.isEmpty() && !changes.isMapped(record)) {
            parsedTrailBatch.skip("not-read");
            return;
        }
        Optional<Instant> time = record.instant();
        if (time.isPresent() && ClockSkew.isExceeded(time.get(), origin.observedAt())) {
            addUnreadable(record.number(), record.excerpt(), AHEAD, origin, parsedTrailBatch);
            return;
        }
        if (time.isEmpty() || record.region().isEmpty() || record.owner().isEmpty()) {
            parsedTrailBatch.skip(WITHOUT_PLACE);
            unusable.add(record.number(), WITHOUT_PLACE);
            return;
        }
        if (transfer.isPresent()) {
            access(record, transfer.get(), time.get(), objects, parsedTrailBatch);
        } else {
            change(record, time.get(), origin, parsedTrailBatch);
        }
    }

    private static void addUnreadable(
            long number,
            DeadLetterExcerpt deadLetterExcerpt,
            String reason,
            FileOrigin origin,
            ParsedTrailBatch parsedTrailBatch) {
        parsedTrailBatch.add(
                DeadLetterFactory.create(origin.source(), origin.place(), number, deadLetterExcerpt, reason));
    }

    private static void access(
            CloudTrailRecord record,
            TransferDirection transfer,
            Instant time,
            ObjectMappers objects,
            ParsedTrailBatch parsedTrailBatch) {
        Optional<NetworkLocation> from = objects.add(record, transfer, time);
        from.ifPresentOrElse(parsedTrailBatch::access, () -> parsedTrailBatch.skip("without bucket, key or bytes"));
    }

    private void change(CloudTrailRecord record, Instant time, FileOrigin origin, ParsedTrailBatch parsedTrailBatch) {
        List<Signal> signals = changes.signals(record, time, origin);
        parsedTrailBatch.addAll(signals);
        if (signals.isEmpty()) {
            parsedTrailBatch.skip("of no resource here");
        }
    }

    /**
     * The mappers of the transfers of a file.
     *
     * @param checkpoints null if no checkpoints are looked for
     */
    private record ObjectMappers(
            ObjectAccessMapper accesses, @Nullable CheckpointWriteMapper checkpoints) {

        /** Adds a successful transfer and returns the caller's location; empty if the record lacks a part of it. */
        Optional<NetworkLocation> add(CloudTrailRecord record, TransferDirection transfer, Instant time) {
            Optional<NetworkLocation> from = accesses.add(record, transfer, time);
            if (from.isPresent() && checkpoints != null) {
                checkpoints.add(record, transfer, time);
            }
            return from;
        }

        List<Signal> signals() {
            List<Signal> signals = new ArrayList<>(accesses.signals());
            if (checkpoints != null) {
                signals.addAll(checkpoints.signals());
            }
            return signals;
        }
    }

    /**
     * Entries of a file that are no CloudTrail records; they become one dead letter with the position of the first.
     */
    private static final class Unusable {

        private static final DeadLetterExcerpt NOTHING = new DeadLetterExcerpt("", 0, "");

        private final Set<String> reasons = new TreeSet<>();
        private long first;
        private int count;

        void add(long number, String reason) {
            first = count == 0 ? number : first;
            count++;
            reasons.add(reason);
        }

        Optional<DeadLetter> letter(FileOrigin origin) {
            String reason = count + " entries from here on can't be used: " + String.join("; ", reasons);
            return count == 0
                    ? Optional.empty()
                    : Optional.of(DeadLetterFactory.create(origin.source(), origin.place(), first, NOTHING, reason));
        }
    }
}
